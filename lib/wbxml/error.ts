import { DmbootError } from '../error.js';

/** What a WBXML document can be refused for. */
export interface WbxmlProblem {
  /** In bytes from the start of the document. */
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
  /** The bytes end inside the document: more of them might make it whole. */
  readonly truncated?: boolean;
}

/**
 * A document that cannot be decoded: `malformed` breaks the format, `limit` is larger than one of `limits.ts` allows,
 * `unknown-space` has a public identifier without token tables, `charset` a character set without a decoder.
 */
export class WbxmlError extends DmbootError<'malformed' | 'limit' | 'unknown-space' | 'charset'> {
  readonly fault = 'message';
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
  readonly truncated: boolean;

  constructor(code: WbxmlError['code'], problem: WbxmlProblem) {
    super(
      code,
      `WBXML: expected ${problem.expected} at byte ${problem.offset}, found ${problem.found}`,
    );
    this.offset = problem.offset;
    this.expected = problem.expected;
    this.found = problem.found;
    this.truncated = problem.truncated ?? false;
  }
}

/** A token or a number, for the text of an error. */
export function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, '0')}`;
}
