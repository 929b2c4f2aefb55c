/** Status words of TS 51.011, 9.4, that the virtual SIM uses. */
export const SIM_SW = {
  done: 0x9000,
  noEf: 0x9400,
  outOfRange: 0x9402,
  notFound: 0x9404,
  wrongStructure: 0x9408,
  chvNotInitialised: 0x9802,
  accessOrWrongChv: 0x9804,
  chvDisabled: 0x9808,
  invalidated: 0x9810,
  chvBlocked: 0x9840,
  wrongLength: 0x6700,
  wrongP1P2: 0x6b00,
  unknownIns: 0x6d00,
  unknownClass: 0x6e00,
  technical: 0x6f00,
} as const;

/** Status words of TS 102 221, 10.2, and ISO 7816-4 that the virtual UICC uses. */
export const UICC_SW = {
  done: 0x9000,
  endOfFile: 0x6282,
  deactivated: 0x6283,
  terminated: 0x6285,
  triesLeft: 0x63c0,
  wrongLength: 0x6700,
  channelNotOpen: 0x6881,
  secureMessaging: 0x6882,
  chaining: 0x6884,
  wrongStructure: 0x6981,
  securityStatus: 0x6982,
  pinBlocked: 0x6983,
  pinNotUsable: 0x6984,
  conditions: 0x6985,
  noEf: 0x6986,
  noChannel: 0x6a81,
  notFound: 0x6a82,
  recordNotFound: 0x6a83,
  wrongP1P2: 0x6a86,
  wrongLc: 0x6a87,
  unknownReference: 0x6a88,
  wrongOffset: 0x6b00,
  unknownIns: 0x6d00,
  unknownClass: 0x6e00,
} as const;

/** SW1 SW2 as an answer without data. */
export function sw(word: number): Uint8Array {
  return Uint8Array.of(word >> 8, word & 0xff);
}
