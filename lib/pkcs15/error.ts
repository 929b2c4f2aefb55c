import { DmbootError } from '../error.js';

/**
 * A file of the PKCS#15 application breaks its structure or hits a bound.
 *
 * `offset` counts bytes from the first one handed to the parser; `expected` and `found` are for people
 * and hold neither text nor values of the file, except single tag and length bytes.
 */
export class Pkcs15Error extends DmbootError<'malformed'> {
  readonly fault = 'card';
  readonly offset: number;
  readonly expected: string;
  readonly found: string;

  constructor(offset: number, expected: string, found: string, options: { cause?: unknown } = {}) {
    super('malformed', `at offset ${offset}: expected ${expected}, found ${found}`, options);
    this.offset = offset;
    this.expected = expected;
    this.found = found;
  }
}
