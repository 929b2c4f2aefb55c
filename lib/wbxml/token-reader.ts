import { Cursor } from './cursor.js';
import { hex, WbxmlError } from './error.js';
import { type Header, readHeader } from './header.js';
import { MAX_DEPTH, MAX_NODES, MAX_TEXT } from './limits.js';
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
  /** `text` and names that are literal: no byte has its high bit set. */
  isAscii = true;
  /** `entity`: the character, as a Unicode scalar value. */
  codePoint = 0;
  #nodes = 0;
  #textLength = 0;

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
      return this.#piece(token);
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
        this.#count();
        return 'name';
      }
      switch (token) {
        case GLOBAL.switchPage:
          this.attributePage = this.byte('a code page');
          continue;
        case GLOBAL.end:
          return 'end';
        case GLOBAL.literal:
          this.isLiteral = true;
          this.#tableString();
          this.#count();
          return 'name';
        case GLOBAL.extensionInteger0:
        case GLOBAL.extensionInteger1:
        case GLOBAL.extensionInteger2:
          if (this.#isValue(token)) {
            this.token = token;
            return 'value';
          }
      }
      return this.#piece(token);
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

  /** What may stand both in content and in an attribute's value. */
  #piece(token: number): 'text' | 'entity' | 'opaque' | 'extension' {
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
        const length = this.integer('the length of opaque data');
        this.dataStart = this.skip(length, 'opaque data');
        this.dataEnd = this.at;
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
    const { bytes, end } = this;
    let at = this.at;
    let bits = 0;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === 0) {
        this.#text(this.at, at, bits);
        this.at = at + 1;
        return;
      }
      bits |= byte;
    }
    this.short('the end of a string');
  }

  /** Text may begin anywhere in the table, and ends with a NUL or with the table. */
  #tableString(): void {
    const index = this.integer('an index of the string table');
    const { bytes, header } = this;
    const start = header.tableStart + index;
    if (start >= header.tableEnd) {
      throw new WbxmlError('malformed', {
        offset: this.offset,
        expected: `an index of a string table of ${header.tableEnd - header.tableStart} bytes`,
        found: `${index}`,
      });
    }
    let at = start;
    let bits = 0;
    for (; at < header.tableEnd; at++) {
      const byte = bytes[at]!;
      if (byte === 0) break;
      bits |= byte;
    }
    this.#text(start, at, bits);
  }

  #text(start: number, end: number, bits: number): void {
    this.dataStart = start;
    this.dataEnd = end;
    this.isAscii = bits < 0x80;
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

  #refuse(expected: string, token: number): never {
    throw new WbxmlError('malformed', {
      offset: this.offset,
      expected,
      found: `token ${hex(token)}`,
    });
  }
}
