/** Instruction bytes (TS 102 221, 10.1.2; TS 51.011, 9.2). */
export const INS = {
  verify: 0x20,
  manageChannel: 0x70,
  select: 0xa4,
  readBinary: 0xb0,
  readRecord: 0xb2,
  getResponse: 0xc0,
  status: 0xf2,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map([
  [INS.verify, 'VERIFY'],
  [INS.manageChannel, 'MANAGE CHANNEL'],
  [INS.select, 'SELECT'],
  [INS.readBinary, 'READ BINARY'],
  [INS.readRecord, 'READ RECORD'],
  [INS.getResponse, 'GET RESPONSE'],
  [INS.status, 'STATUS'],
]);

/** The name of a command for people. */
export function instructionName(ins: number): string {
  return NAMES.get(ins) ?? `command ${ins.toString(16).toUpperCase().padStart(2, '0')}`;
}
