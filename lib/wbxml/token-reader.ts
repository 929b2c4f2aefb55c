import { Cursor } from './cursor.js';
import { hex, WbxmlError } from './error.js';
import { type Header, readHeader, type WbxmlVersion } from './header.js';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, MAX_TEXT } from './limits.js';
import type { CodeSpace } from './space.js';
import { SPACES } from './spaces.js';
import { FIRST_TAG, FIRST_VALUE, GLOBAL, TAG } from './tokens.js';

/** What stands in a body: `start` and `end` of an element, or a piece of content. A code page switch is state, not a token. */
export type ContentToken =
  | 'start'
  | 'end'
  | 'text'
  | 'entity'
  | 'opaque'
  | 'extension'
  | 'instruction';

/** What stands in an attribute list; `end` ends the list. */
export type AttributeToken = 'end' | 'name' | 'value' | 'text' | 'entity' | 'opaque' | 'extension';

/**
 * The tokens of a document, one after another, without their meaning: names and values are not looked up.
 * Every rule of the framing is held here, and so holds alike for who decodes a document and for who only wants its end.
 *
 * The fields say what the last token was; calling for the next one overwrites them. After a `start` with `hasAttributes`, and after an
 * `instruction`, the caller reads attributes to their `end` before the next content.
 */
export class TokenReader extends Cursor {
  readonly header: Header;
  /** What the public identifier names; undefined where it is none of ours. */
  readonly space: CodeSpace | undefined;
  tagPage = 0;
  attributePage = 0;
  /** Elements that are open. Their attributes may yet have to be read. */
  depth = 0;
  /** Where the last token stands. */
  offset = 0;
  /** The tag identity, attribute start or attribute value; FIRST_TAG or more, unless `isLiteral`. */
  token = 0;
  /** `start` and `name`: the name is text of the string table. */
  isLiteral = false;
  hasAttributes = false;
  hasContent = false;
  /** `text`, `opaque` and names that are literal: the bytes, without a terminator; the end is exclusive. */
  dataStart = 0;
  dataEnd = 0;
  /** `text` and names that are literal: ASCII, a byte a character. */
  isAscii = true;
  /** `entity`: the character, as a Unicode scalar value. */
  codePoint = 0;
  #nodes = 0;
  #textLength = 0;
  /** Of the list that is being read. */
  #attributes = 0;

  /** Reads the header too. */
  constructor(bytes: Uint8Array) {
    super(bytes);
    this.header = readHeader(this);
    this.space = SPACES.get(this.header.publicId);
  }

  /** The next token of an element's content, or of what stands before the root. */
  content(): ContentToken {
    for (;;) {
      this.offset = this.at;
      const token = this.byte('a token');
      if ((token & TAG.identity) >= FIRST_TAG) {
        this.isLiteral = false;
        return this.#start(token);
      }
      switch (token) {
        case GLOBAL.switchPage:
          this.tagPage = this.byte('a code page');
          continue;
        case GLOBAL.literal:
        case GLOBAL.literalWithContent:
        case GLOBAL.literalWithAttributes:
        case GLOBAL.literalWithBoth:
          this.isLiteral = true;
          this.#tableString();
          return this.#start(token);
        case GLOBAL.instruction:
          this.#count();
          return 'instruction';
      }
      if (this.depth === 0) this.#refuse('the start of the root element', token);
      if (token === GLOBAL.end) {
        this.depth--;
        return 'end';
      }
      return this.#piece(token, '1.1');
    }
  }

  /** The next token of an attribute list. */
  attribute(): AttributeToken {
    for (;;) {
      this.offset = this.at;
      const token = this.byte('a token of an attribute list');
      if ((token & TAG.identity) >= FIRST_TAG) {
        this.token = token;
        if (token >= FIRST_VALUE) return 'value';
        this.isLiteral = false;
        this.#countAttribute();
        return 'name';
      }
      switch (token) {
        case GLOBAL.switchPage:
          this.attributePage = this.byte('a code page');
          continue;
        case GLOBAL.end:
          this.#attributes = 0;
          return 'end';
        case GLOBAL.literal:
          this.isLiteral = true;
          this.#tableString();
          this.#countAttribute();
          return 'name';
        case GLOBAL.extensionInteger0:
        case GLOBAL.extensionInteger1:
        case GLOBAL.extensionInteger2:
          if (this.#isValue(token)) {
            this.token = token;
            return 'value';
          }
      }
      return this.#piece(token, '1.2');
    }
  }

  /** PROV 1.1 was printed with values that are extension tokens, which it has no other use for. */
  #isValue(token: number): boolean {
    return this.space?.attributePages[this.attributePage]?.alsoRead?.[token] !== undefined;
  }

  /** Reads an attribute list to its end. */
  skipAttributes(): void {
    while (this.attribute() !== 'end');
  }

  #start(token: number): 'start' {
    this.token = token & TAG.identity;
    this.hasAttributes = token >= TAG.attributes;
    this.hasContent = (token & TAG.content) !== 0;
    this.#count();
    if (this.hasContent && ++this.depth > MAX_DEPTH) {
      throw new WbxmlError('limit', {
        offset: this.offset,
        expected: `a depth of at most ${MAX_DEPTH} elements`,
        found: 'one more',
      });
    }
    return 'start';
  }

  /** What may stand both in content and in an attribute's value, though opaque data only since a version. */
  #piece(token: number, opaqueSince: WbxmlVersion): 'text' | 'entity' | 'opaque' | 'extension' {
    switch (token) {
      case GLOBAL.inlineString:
        this.#inlineString();
        return 'text';
      case GLOBAL.tableString:
        this.#tableString();
        return 'text';
      case GLOBAL.entity:
        this.#entity();
        return 'entity';
      case GLOBAL.opaque: {
        if (this.header.version < opaqueSince) {
          this.#refuse(`a token of WBXML ${this.header.version}`, token);
        }
        const length = this.integer('the length of opaque data');
        this.dataStart = this.skip(length, 'opaque data');
        this.dataEnd = this.at;
        this.isAscii = false;
        this.#count();
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
        return this.#refuse('a token of an attribute list', token);
    }
  }

  #inlineString(): void {
    const start = this.at;
    const end = this.#textUntil(start, this.end);
    if (end + this.header.unit > this.end) this.short('the end of a string');
    this.at = end + this.header.unit;
  }

  /** Text may begin anywhere in the table, and ends with a NUL or with the table. */
  #tableString(): void {
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
    if (this.#textLength > MAX_TEXT) {
      throw new WbxmlError('limit', {
        offset: this.offset,
        expected: `at most ${MAX_TEXT} bytes of text`,
        found: 'more',
      });
    }
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

  #count(): void {
    if (++this.#nodes > MAX_NODES) {
      throw new WbxmlError('limit', {
        offset: this.offset,
        expected: `at most ${MAX_NODES} elements, attributes and pieces`,
        found: 'one more',
      });
    }
  }

  #countAttribute(): void {
    this.#count();
    if (++this.#attributes > MAX_ATTRIBUTES) {
      throw new WbxmlError('limit', {
        offset: this.offset,
        expected: `at most ${MAX_ATTRIBUTES} attributes of an element`,
        found: 'one more',
      });
    }
  }

  #refuse(expected: string, token: number): never {
    throw new WbxmlError('malformed', {
      offset: this.offset,
      expected,
      found: `token ${hex(token)}`,
    });
  }
}
