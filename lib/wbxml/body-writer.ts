import { ByteWriter } from './byte-writer.js';
import { SURROGATE } from './charset.js';
import type { Attribute, Element } from './element.js';
import { EncodeError } from './encode-error.js';
import { MAX_DEPTH } from './limits.js';
import type { StringTable } from './string-table.js';
import { GLOBAL, LITERAL_NAME, TAG } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** The root element as tokens. */
export class BodyWriter extends ByteWriter {
  readonly #vocabulary: Vocabulary;
  readonly #table: StringTable;
  readonly #isShared: (text: string) => boolean;
  #tagPage = 0;
  #attributePage = 0;

  /** Literals, and texts of which `isShared` is true, go into the table. */
  constructor(vocabulary: Vocabulary, table: StringTable, isShared: (text: string) => boolean) {
    super();
    this.#vocabulary = vocabulary;
    this.#table = table;
    this.#isShared = isShared;
  }

  element(element: Element, outerPage = 0, depth = 1): void {
    const { attributes, offset } = element;
    const content = element.children.filter((child) => child !== '');
    if (content.length > 0 && depth > MAX_DEPTH) {
      const expected = `a depth of at most ${MAX_DEPTH} elements`;
      throw new EncodeError('limit', { offset, expected, found: 'one more' });
    }
    const tag = this.#vocabulary.tag(element, outerPage);
    if (tag === undefined) throw malformed(offset, 'a namespace of the document type', 'another');
    if (tag.page !== this.#tagPage) {
      this.byte(GLOBAL.switchPage);
      this.byte(tag.page);
      this.#tagPage = tag.page;
    }
    const bits =
      (attributes.length > 0 ? TAG.attributes : 0) | (content.length > 0 ? TAG.content : 0);
    this.byte((tag.token ?? GLOBAL.literal) | bits);
    if (tag.token === null) this.#literal(element.name, offset);
    if (attributes.length > 0) this.#attributes(element);
    for (const child of content) {
      if (typeof child === 'string') this.#text(child, offset);
      else if (child instanceof Uint8Array) this.#opaque(child);
      else this.element(child, tag.page, depth + 1);
    }
    if (content.length > 0) this.byte(GLOBAL.end);
  }

  #attributes({ attributes, offset }: Element): void {
    if (new Set(attributes.map(({ name }) => name)).size < attributes.length) {
      throw malformed(offset, 'an attribute once', 'it again');
    }
    for (const attribute of attributes) this.#attribute(attribute, offset);
    this.byte(GLOBAL.end);
  }

  #attribute(attribute: Attribute, offset: number): void {
    const start = this.#vocabulary.attribute(attribute, this.#attributePage);
    if (start === undefined) {
      this.byte(GLOBAL.literal);
      this.#literal(attribute.name, offset);
    } else {
      if (start.page !== this.#attributePage) {
        this.byte(GLOBAL.switchPage);
        this.byte(start.page);
        this.#attributePage = start.page;
      }
      this.byte(start.token);
    }
    const value = start?.rest ?? attribute.value;
    const tokens = this.#vocabulary.values(value, this.#attributePage);
    if (tokens === null) this.#text(value, offset);
    else for (const token of tokens) this.byte(token);
  }

  #literal(name: string, offset: number): void {
    if (!LITERAL_NAME.test(name)) throw malformed(offset, 'names of ASCII', 'another');
    this.integer(this.#table.index(name));
  }

  /** A string ends with NUL, so that one that is text is an entity. */
  #text(text: string, offset: number): void {
    if (SURROGATE.test(text)) throw malformed(offset, 'whole characters', 'half of one');
    text.split('\0').forEach((piece, at) => {
      if (at > 0) {
        this.byte(GLOBAL.entity);
        this.integer(0);
      }
      if (piece !== '') this.#string(piece);
    });
  }

  #string(text: string): void {
    if (this.#isShared(text)) {
      this.byte(GLOBAL.tableString);
      this.integer(this.#table.index(text));
    } else {
      this.byte(GLOBAL.inlineString);
      this.bytes(Buffer.from(text));
      this.byte(0);
    }
  }

  #opaque(bytes: Uint8Array): void {
    this.byte(GLOBAL.opaque);
    this.integer(bytes.length);
    this.bytes(bytes);
  }
}

function malformed(offset: number, expected: string, found: string): EncodeError {
  return new EncodeError('malformed', { offset, expected, found });
}
