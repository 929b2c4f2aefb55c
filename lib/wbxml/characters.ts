import { isUtf8 } from 'node:buffer';
import { WbxmlError } from './error.js';
import { CHARSETS } from './header.js';

/** Pieces of a document's bytes as text, in the document's character set. */
export class Characters {
  readonly #buffer: Buffer;
  readonly #charset: number;
  /** The whole document, one character a byte: ASCII pieces are cut out of it, which costs a fraction of a conversion for each. */
  readonly #latin1: string;

  constructor(bytes: Uint8Array, charset: number) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#charset = charset;
    this.#latin1 = this.#buffer.toString('latin1');
  }

  /**
   * The bytes from `start` up to `end`, of which `isAscii` tells that none has its high bit set.
   * Throws `malformed`, at the start of the piece, where they are not of the character set.
   */
  slice(start: number, end: number, isAscii: boolean): string {
    if (isAscii || this.#charset === CHARSETS.latin1) return this.#latin1.substring(start, end);
    if (this.#charset === CHARSETS.usAscii) this.#refuse(start, 'US-ASCII');
    if (!isUtf8(this.#buffer.subarray(start, end))) this.#refuse(start, 'UTF-8');
    return this.#buffer.toString('utf8', start, end);
  }

  #refuse(offset: number, charset: string): never {
    throw new WbxmlError('malformed', {
      offset,
      expected: `text in ${charset}`,
      found: 'bytes that are not',
    });
  }
}

/** Opaque content as text, if it is UTF-8: CDATA and serialised objects come so. Null if it is not. */
export function asText(bytes: Uint8Array): string | null {
  if (!isUtf8(bytes)) return null;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
