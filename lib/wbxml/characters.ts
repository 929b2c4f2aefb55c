import { isUtf8 } from 'node:buffer';
import { type Charset, decodeText } from './charset.js';
import { WbxmlError } from './error.js';

/** Pieces of a document's bytes as text, in the document's character set. */
export class Characters {
  readonly #bytes: Uint8Array;
  readonly #charset: Charset;
  /** The whole document, one character a byte: ASCII pieces are cut out of it, which costs a fraction of a conversion for each. */
  readonly #latin1: string;

  constructor(bytes: Uint8Array, charset: Charset) {
    this.#bytes = bytes;
    this.#charset = charset;
    this.#latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  }

  /**
   * The bytes from `start` up to `end`, of which `isAscii` tells that they are ASCII, one a character.
   * Throws `malformed`, at the first fault, where they are no text in the character set.
   */
  slice(start: number, end: number, isAscii: boolean): string {
    if (isAscii) return this.#latin1.substring(start, end);
    const text = decodeText(this.#bytes.subarray(start, end), this.#charset);
    if (typeof text === 'string') return text;
    throw new WbxmlError('malformed', {
      offset: start + text,
      expected: `text in ${this.#charset}`,
      found: 'bytes that are not',
    });
  }
}

/** Opaque content as text, if it is UTF-8: CDATA and serialised objects come so. Null if it is not. */
export function asText(bytes: Uint8Array): string | null {
  if (!isUtf8(bytes)) return null;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
