import { MAX_ATTRIBUTES, MAX_DEPTH } from './limits.js';
import { type Piece, PieceReader } from './piece-reader.js';
import type { CodeSpace } from './space.js';
import { SPACES } from './spaces.js';
import { FIRST_TAG, FIRST_VALUE, GLOBAL, TAG } from './tokens.js';

/** What stands in a body: `start` and `end` of an element, or a piece of content. A code page switch is state, not a token. */
export type ContentToken = 'start' | 'end' | 'instruction' | Piece;

/** What stands in an attribute list; `end` ends the list. */
export type AttributeToken = 'end' | 'name' | 'value' | Piece;

/**
 * The tokens of a document, one after another, without their meaning: names and values are not looked up.
 * Every rule of the framing is held here, and so holds alike for who decodes a document and for who only wants its end.
 *
 * The fields say what the last token was; calling for the next one overwrites them. After a `start` with `hasAttributes`, and after an
 * `instruction`, the caller reads attributes to their `end` before the next content.
 */
export class TokenReader extends PieceReader {
  /** What the public identifier names; undefined where it is none of ours. */
  readonly space: CodeSpace | undefined;
  tagPage = 0;
  attributePage = 0;
  /** Elements that are open. Their attributes may yet have to be read. */
  depth = 0;
  /** The tag identity, attribute start or attribute value; FIRST_TAG or more, unless `isLiteral`. */
  token = 0;
  /** `start` and `name`: the name is text of the string table. */
  isLiteral = false;
  hasAttributes = false;
  hasContent = false;
  /** Of the list that is being read. */
  #attributes = 0;

  constructor(bytes: Uint8Array) {
    super(bytes);
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
          this.tableString();
          return this.#start(token);
        case GLOBAL.instruction:
          this.count();
          return 'instruction';
      }
      if (this.depth === 0) this.refuse('the start of the root element', token);
      if (token === GLOBAL.end) {
        this.depth--;
        return 'end';
      }
      return this.piece(token, '1.1');
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
          this.tableString();
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
      return this.piece(token, '1.2');
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
    this.count();
    if (this.hasContent && ++this.depth > MAX_DEPTH) {
      this.tooMany(`${MAX_DEPTH} elements inside one another`);
    }
    return 'start';
  }

  #countAttribute(): void {
    this.count();
    if (++this.#attributes > MAX_ATTRIBUTES) this.tooMany(`${MAX_ATTRIBUTES} attributes`);
  }
}
