/** GSMTAP version 2, as it carries SIM traffic over UDP: a header of four-byte words, the type in byte 2, the sub-type in byte 12. */
export const GSMTAP = {
  port: 4729,
  version: 2,
  /** Bytes. */
  header: 16,
  sim: 4,
  subTypeAt: 12,
  apdu: 0,
  atr: 1,
} as const;
