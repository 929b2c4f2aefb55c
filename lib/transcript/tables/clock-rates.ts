/** Fi and Di by the nibbles of TA1 (ISO/IEC 7816-3, 8.3, tables 7 and 8); 0 is reserved. */
export const CLOCK_RATES: readonly number[] = [
  ...[372, 372, 558, 744, 1116, 1488, 1860, 0],
  ...[0, 512, 768, 1024, 1536, 2048, 0, 0],
];
export const BAUD_RATES: readonly number[] = [
  ...[0, 1, 2, 4, 8, 16, 32, 64],
  ...[12, 20, 0, 0, 0, 0, 0, 0],
];
