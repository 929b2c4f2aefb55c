import { DmbootError } from '../error.js';

/** What stands in the way of a document in WBXML. */
export interface EncodeProblem {
  /** Of the element it is about: where that stood in the document that it was read from. */
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
}

/**
 * An element tree that cannot be written as WBXML: `malformed` has what the code space or the format cannot express,
 * `limit` would become a document that the decoder refuses. Its text never quotes the document.
 */
export class EncodeError extends DmbootError<'malformed' | 'limit'> {
  readonly fault = 'message';
  readonly offset: number;

  constructor(code: EncodeError['code'], { offset, expected, found }: EncodeProblem) {
    super(
      code,
      `no WBXML can be made of the element at byte ${offset}: expected ${expected}, found ${found}`,
    );
    this.offset = offset;
  }
}
