import { Cursor } from './cursor.js';
import { hex, WbxmlError } from './error.js';
import { type Header, readHeader, type WbxmlVersion } from './header.js';
import { MAX_NODES, MAX_TEXT } from './limits.js';
import { GLOBAL } from './tokens.js';

export type Piece = 'text' | 'entity' | 'opaque' | 'extension';

/** The header of a document, and the pieces of content and of attribute values: strings, characters and octets. The fields say what the last one was. */
export class PieceReader extends Cursor {
  readonly header: Header;
  /** Where the last token stands. */
  offset = 0;
  /** `text`, `opaque` and names that are literal: the bytes, without a terminator; the end is exclusive. */
  dataStart = 0;
  dataEnd = 0;
  /** The same: known to be ASCII, a byte a character. */
  isAscii = true;
  /** `entity`: the character, as a Unicode scalar value. */
  codePoint = 0;
  #nodes = 0;
  #textLength = 0;

  /** Reads the header too. */
  constructor(bytes: Uint8Array) {
    super(bytes);
    this.header = readHeader(this);
  }

  /** What may stand both in content and in an attribute's value, though opaque data only since a version. */
  protected piece(token: number, opaqueSince: WbxmlVersion): Piece {
    switch (token) {
      case GLOBAL.inlineString:
        this.#inlineString();
        return 'text';
      case GLOBAL.tableString:
        this.tableString();
        return 'text';
      case GLOBAL.entity:
        this.#entity();
        return 'entity';
      case GLOBAL.opaque: {
        if (this.header.version < opaqueSince) {
          this.refuse(`a token of WBXML ${this.header.version}`, token);
        }
        const length = this.integer('the length of opaque data');
        this.dataStart = this.skip(length, 'opaque data');
        this.dataEnd = this.at;
        this.isAscii = false;
        this.count();
        return 'opaque';
      }
      case GLOBAL.extensionString0:
      case GLOBAL.extensionString1:
      case GLOBAL.extensionString2:
        this.#inlineString();
        return 'extension';
      case GLOBAL.extensionInteger0:
      case GLOBAL.extensionInteger1:
      case GLOBAL.extensionInteger2:
        this.integer('the integer of an extension');
        return 'extension';
      case GLOBAL.extension0:
      case GLOBAL.extension1:
      case GLOBAL.extension2:
        return 'extension';
      default:
        return this.refuse('a token of an attribute list', token);
    }
  }

  /** Text may begin anywhere in the table, and ends with a NUL or with the table. */
  protected tableString(): void {
    const index = this.integer('an index of the string table');
    const { header } = this;
    const start = header.tableStart + index;
    if (start >= header.tableEnd) {
      throw new WbxmlError('malformed', {
        offset: this.offset,
        expected: `an index of a string table of ${header.tableEnd - header.tableStart} bytes`,
        found: `${index}`,
      });
    }
    this.#textUntil(start, header.tableEnd);
  }

  protected count(): void {
    if (++this.#nodes > MAX_NODES) this.tooMany(`${MAX_NODES} elements, attributes and pieces`);
  }

  protected refuse(expected: string, token: number): never {
    throw new WbxmlError('malformed', {
      offset: this.offset,
      expected,
      found: `token ${hex(token)}`,
    });
  }

  protected tooMany(bound: string): never {
    throw new WbxmlError('limit', {
      offset: this.offset,
      expected: `at most ${bound}`,
      found: 'more',
    });
  }

  #inlineString(): void {
    const start = this.at;
    const end = this.#textUntil(start, this.end);
    if (end + this.header.unit > this.end) this.short('the end of a string');
    this.at = end + this.header.unit;
  }

  /** Takes what begins at `start` for the text, as far as its NUL or `limit`, and returns where that is. */
  #textUntil(start: number, limit: number): number {
    return this.header.unit === 1
      ? this.#textOfBytes(start, limit)
      : this.#textOfPairs(start, limit);
  }

  #textOfBytes(start: number, limit: number): number {
    const { bytes } = this;
    let at = start;
    let bits = 0;
    for (; at < limit; at++) {
      const byte = bytes[at]!;
      if (byte === 0) break;
      bits |= byte;
    }
    this.#text(start, at, bits < 0x80);
    return at;
  }

  #textOfPairs(start: number, limit: number): number {
    const { bytes } = this;
    let at = start;
    while (at + 1 < limit && (bytes[at] !== 0 || bytes[at + 1] !== 0)) at += 2;
    const end = at + 1 < limit ? at : limit;
    this.#text(start, end, false);
    return end;
  }

  #text(start: number, end: number, isAscii: boolean): void {
    this.dataStart = start;
    this.dataEnd = end;
    this.isAscii = isAscii;
    this.#textLength += end - start;
    if (this.#textLength > MAX_TEXT) this.tooMany(`${MAX_TEXT} bytes of text`);
  }

  #entity(): void {
    this.codePoint = this.integer('the number of a character');
    if (this.codePoint > 0x10_ffff || (this.codePoint >= 0xd800 && this.codePoint <= 0xdfff)) {
      throw new WbxmlError('malformed', {
        offset: this.offset,
        expected: 'the number of a Unicode character',
        found: hex(this.codePoint),
      });
    }
  }
}
