import { PIN_INSTRUCTIONS } from '../mask.js';

/** Instructions whose data goes to the card, by their bytes (TS 102 221, 10.1.2; ISO/IEC 7816-4; GlobalPlatform), besides those with a PIN. */
const TO_CARD: ReadonlySet<number> = new Set([
  ...[0x10, 0x14, 0x22, 0x2a, 0x32],
  ...[0x50, 0x76, 0x82, 0x88, 0x89, 0xa2, 0xa4, 0xaa, 0xc2, 0xd0, 0xd2, 0xd6, 0xd7],
  ...[0xd8, 0xda, 0xdb, 0xdc, 0xdd, 0xe0, 0xe2, 0xe4, 0xe6, 0xe8],
]);

const HEADER = 5;
const STATUS_WORD = 2;

/** Where, in a packet that holds a command and its response, the response begins; or why that cannot be told. */
export type Split = { readonly at: number } | { readonly problem: string };

/**
 * Parts a command from its response where both stand in one: header CLA INS P1 P2 P3, data to the card or from it, SW1 SW2. The instruction says which way data
 * goes: P3 bytes of it to the card, or none, where the card refused the header (also by 6CXX, or announcing data by 61XX or 9FXX, as the case may be); all else is the response.
 * What takes a PIN answers with a status word alone: whatever P3 says, nothing of a PIN becomes a response.
 */
export function splitExchange(bytes: Uint8Array): Split {
  const rest = bytes.length - HEADER - STATUS_WORD;
  if (rest < 0) return { problem: `${HEADER + STATUS_WORD} bytes or more of command and status` };
  const [, ins = 0, , , lc = 0] = bytes;
  if (PIN_INSTRUCTIONS.has(ins)) return { at: bytes.length - STATUS_WORD };
  if (!TO_CARD.has(ins) || lc === 0 || rest === 0) return { at: HEADER };
  if (rest < lc) return { problem: `${lc} bytes of command data, or none` };
  return { at: HEADER + lc };
}
