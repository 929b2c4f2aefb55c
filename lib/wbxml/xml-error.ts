import { DmbootError } from '../error.js';

/** What an XML document can be refused for. */
export interface XmlProblem {
  /** In bytes from the start of the document, or of its text in UTF-8. */
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
}

/**
 * An XML document that cannot be read: `malformed` is not well-formed or not in its character encoding, `limit` is larger than one of `limits.ts` allows.
 * Its text never quotes the document.
 */
export class XmlError extends DmbootError<'malformed' | 'limit'> {
  readonly fault = 'message';
  readonly offset: number;

  constructor(code: XmlError['code'], { offset, expected, found }: XmlProblem) {
    super(code, `XML: expected ${expected} at byte ${offset}, found ${found}`);
    this.offset = offset;
  }
}
