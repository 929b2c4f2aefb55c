import { WbxmlError } from './error.js';
import { MAX_DOCUMENT } from './limits.js';

/** A place in the bytes of a document that only moves forward. Every read past their end throws a `truncated` error. */
export class Cursor {
  readonly bytes: Uint8Array;
  /** Where reading stops: at the last byte, or at the size limit. */
  readonly end: number;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = Math.min(bytes.length, MAX_DOCUMENT);
  }

  byte(expected: string): number {
    if (this.at >= this.end) this.short(expected);
    return this.bytes[this.at++]!;
  }

  /** A multi-byte unsigned integer: seven bits a byte, high bits first (WBXML 1.3, 5.1). */
  integer(expected: string): number {
    const start = this.at;
    let value = 0;
    for (let taken = 0; taken < 5; taken++) {
      const byte = this.byte(expected);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) {
        if (value <= 0xffff_ffff) return value;
        break;
      }
    }
    throw new WbxmlError('malformed', {
      offset: start,
      expected: `${expected} of at most 5 bytes and 32 bits`,
      found: 'a longer integer',
    });
  }

  /** Moves over `length` bytes and returns where they begin. */
  skip(length: number, expected: string): number {
    const start = this.at;
    if (length > MAX_DOCUMENT - start) {
      throw new WbxmlError('limit', {
        offset: start,
        expected: `${expected} within a document of at most ${MAX_DOCUMENT} bytes`,
        found: `a length of ${length}`,
      });
    }
    if (length > this.end - start) this.short(expected);
    this.at = start + length;
    return start;
  }

  /** For the reader that came to the end and wanted more. */
  short(expected: string): never {
    if (this.bytes.length > this.end) {
      throw new WbxmlError('limit', {
        offset: this.end,
        expected: `a document of at most ${MAX_DOCUMENT} bytes`,
        found: 'no end of it',
      });
    }
    throw new WbxmlError('malformed', {
      offset: this.end,
      expected,
      found: 'the end of the bytes',
      truncated: true,
    });
  }
}
