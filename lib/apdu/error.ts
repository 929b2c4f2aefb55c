import { DmbootError } from '../error.js';

/**
 * | code | meaning |
 * |---|---|
 * | `endless` | an answer, or a walk, takes more exchanges than any card needs |
 * | `too-long` | an answer is longer than a short APDU can carry, or than was asked for |
 */
export type ApduErrorCode = 'endless' | 'too-long';

/** The card breaks the rules of the exchange itself. */
export class ApduError extends DmbootError<ApduErrorCode> {
  readonly fault = 'card';
}

/** Bytes that are no BER-TLV, or hit a bound. `offset` counts from the first byte handed to the reader. */
export class TlvError extends DmbootError<'malformed'> {
  readonly fault = 'card';
  readonly offset: number;

  constructor(offset: number, expected: string, found: string) {
    super('malformed', `byte ${offset}: expected ${expected}, found ${found}`);
    this.offset = offset;
  }
}
