/** Logical channels besides the basic one (TS 102 221, 10.1.1). */
export const MAX_CHANNEL = 19;

/** The interindustry class without secure messaging on a channel: 00 to 03, then 40 to 4F for channels 4 to 19. */
export function classOf(channel: number): number {
  return channel < 4 ? channel : 0x40 | (channel - 4);
}
