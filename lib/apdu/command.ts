import { concat } from '../bytes.js';
import type { Protocol } from '../reader/reader.js';

/** A command before its transport form is known. `data` and `le` together make it a case 4 of ISO/IEC 7816-3. */
export interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** 1 to 255 bytes. */
  readonly data?: Uint8Array;
  /** Bytes wanted in the answer, 1 to 256. Without it an answer that the card offers is not fetched. */
  readonly le?: number;
}

/** The longest answer that a short APDU asks for: Le 00. */
export const MAX_LE = 256;

/** The class of TS 51.011. */
export const CLA_2G = 0xa0;

/**
 * The bytes that go to the reader.
 * T=0 (ISO/IEC 7816-3, 12.2): case 1 is CLA INS P1 P2 00, and case 4 goes without its Le, since GET RESPONSE fetches the answer.
 * T=1: the true forms. A 2G command has five bytes before its data whatever the protocol (TS 51.011, 9.1).
 */
export function encodeCommand(command: Command, protocol: Protocol): Uint8Array {
  const { cla, ins, p1, p2, data, le } = command;
  const fiveBytes = protocol === 'T=0' || cla === CLA_2G;
  const header = Uint8Array.of(cla, ins, p1, p2);
  const length = le === undefined ? new Uint8Array() : Uint8Array.of(le & 0xff);
  if (data === undefined) {
    return concat(header, fiveBytes && le === undefined ? Uint8Array.of(0) : length);
  }
  const body = concat(header, Uint8Array.of(data.length), data);
  return fiveBytes ? body : concat(body, length);
}
