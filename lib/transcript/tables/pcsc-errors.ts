/** What PC/SC return codes say (PC/SC Workgroup, part 5; pcsc-lite, error codes), as far as they come in the midst of a stay. */
export const PCSC_ERRORS: ReadonlyMap<number, string> = new Map([
  [0x80100002, 'called off'],
  [0x80100003, 'an invalid handle: the connection is gone'],
  [0x80100009, 'no such reader'],
  [0x8010000a, 'no answer in time'],
  [0x8010000b, 'another program holds the card'],
  [0x8010000c, 'no card in the reader'],
  [0x8010000f, 'the protocol does not fit'],
  [0x80100013, 'a communication error in PC/SC'],
  [0x80100016, 'the exchange failed'],
  [0x80100017, 'the reader is not available'],
  [0x8010001d, 'PC/SC does not run'],
  [0x8010001e, 'PC/SC has stopped'],
  [0x80100066, 'the card does not answer'],
  [0x80100067, 'the card has no power'],
  [0x80100068, 'another program reset the card'],
  [0x80100069, 'the card was removed'],
]);
