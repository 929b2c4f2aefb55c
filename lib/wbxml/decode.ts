import { Characters } from './characters.js';
import type { Attribute, Element } from './element.js';
import { hex, WbxmlError } from './error.js';
import { LAST_VERSION, publicIdName, type WbxmlVersion } from './header.js';
import { MAX_DOCUMENT } from './limits.js';
import { type CodeSpace, type TagPage, UNKNOWN_ID } from './space.js';
import { DM_DDF_1_2 } from './spaces.js';
import { type AttributeToken, TokenReader } from './token-reader.js';
import { LITERAL_NAME } from './tokens.js';

export interface WbxmlDocument {
  readonly version: WbxmlVersion;
  /** The number in the header, or the text that it refers to. */
  readonly publicId: number | string;
  /** IANA MIBenum; 0 is unknown. */
  readonly charset: number;
  readonly root: Element;
  /** Bytes from the version to the end of the root. */
  readonly length: number;
}

export interface DecodeOptions {
  /** What a document with the public identifier 1 (unknown) is: its media type tells. Without it such a document is refused. */
  readonly space?: CodeSpace;
}

type Child = Element['children'][number];

/** An element that is being read. */
interface Open extends Element {
  readonly children: Child[];
}

const NO_PAGE: TagPage = { namespace: '', tags: {} };
const NO_ATTRIBUTES: readonly Attribute[] = Object.freeze([]);

/**
 * The document that `bytes` begin with (WBXML 1.0 to 1.3). What follows its root element, padding as a rule, is left alone: `length` tells.
 * Opaque content is a view of `bytes`, not a copy; documents in it are not decoded. Processing instructions are passed over.
 *
 * Throws `WbxmlError`, and nothing else.
 */
export function decodeWbxml(bytes: Uint8Array, options: DecodeOptions = {}): WbxmlDocument {
  return new Decoder(bytes, options).document();
}

/**
 * The document that opaque content is from its first to its last byte, or null. With the public identifier 1 it is taken for a serialised object:
 * those have no number of their own, and nothing else is embedded in DM messages.
 */
export function decodeEmbedded(bytes: Uint8Array): WbxmlDocument | null {
  // Most opaque content is text, and to make an error of it takes longer than to decode a document.
  if (bytes.length === 0 || bytes[0]! > LAST_VERSION) return null;
  try {
    const document = decodeWbxml(bytes, { space: DM_DDF_1_2 });
    return document.length === bytes.length ? document : null;
  } catch (error) {
    if (error instanceof WbxmlError) return null;
    throw error;
  }
}

class Decoder {
  readonly #tokens: TokenReader;
  readonly #characters: Characters;
  readonly #space: CodeSpace;
  #page: TagPage;
  #pageNumber: number;

  constructor(bytes: Uint8Array, options: DecodeOptions) {
    const tokens = new TokenReader(bytes);
    const { publicId, charsetName } = tokens.header;
    const space = tokens.space ?? (publicId === UNKNOWN_ID ? options.space : undefined);
    if (space === undefined) {
      throw new WbxmlError('unknown-space', {
        offset: 1,
        expected: 'the public identifier of a document type of device management',
        found: publicIdName(tokens.header),
      });
    }
    this.#tokens = tokens;
    this.#characters = new Characters(bytes.subarray(0, MAX_DOCUMENT), charsetName);
    this.#space = space;
    tokens.tagPage = space.startPage;
    this.#pageNumber = space.startPage;
    this.#page = space.tagPages[space.startPage] ?? NO_PAGE;
  }

  document(): WbxmlDocument {
    const root = this.#root();
    const { version, publicId, charset } = this.#tokens.header;
    return { version, publicId, charset, root, length: this.#tokens.at };
  }

  #root(): Element {
    const tokens = this.#tokens;
    this.#rootStart();
    if (!this.#isWrapper()) return this.#tree();

    this.#rootStart();
    const root = this.#tree();
    if (tokens.content() !== 'end') this.#refuse('the end of the literal around the root element');
    return root;
  }

  #rootStart(): void {
    const tokens = this.#tokens;
    let token = tokens.content();
    while (token === 'instruction') {
      tokens.skipAttributes();
      token = tokens.content();
    }
    if (token !== 'start') this.#refuse('the start of the root element');
  }

  /** A writer in the field puts the root into a literal element whose name is the document's own public identifier. */
  #isWrapper(): boolean {
    const { isLiteral, hasAttributes, hasContent, dataStart, header } = this.#tokens;
    return (
      isLiteral &&
      hasContent &&
      !hasAttributes &&
      header.publicIdIndex !== null &&
      dataStart === header.tableStart + header.publicIdIndex
    );
  }

  /** The element whose start was read last, with all that is in it. */
  #tree(): Element {
    const tokens = this.#tokens;
    const root = this.#element();
    if (!tokens.hasContent) return root;

    const parents: Child[][] = [];
    let children = root.children;
    for (;;) {
      switch (tokens.content()) {
        case 'start': {
          const element = this.#element();
          children.push(element);
          if (tokens.hasContent) {
            parents.push(children);
            children = element.children;
          }
          break;
        }
        case 'end': {
          const parent = parents.pop();
          if (parent === undefined) return root;
          children = parent;
          break;
        }
        case 'text':
          addText(children, this.#text());
          break;
        case 'entity':
          addText(children, String.fromCodePoint(tokens.codePoint));
          break;
        case 'opaque':
          children.push(tokens.bytes.subarray(tokens.dataStart, tokens.dataEnd));
          break;
        case 'extension':
          return this.#refuse('content that this document type knows');
        case 'instruction':
          tokens.skipAttributes();
          break;
      }
    }
  }

  /** The element whose start was read last, with its attributes and without its content. */
  #element(): Open {
    const tokens = this.#tokens;
    const { offset, tagPage } = tokens;
    if (tagPage !== this.#pageNumber) {
      this.#pageNumber = tagPage;
      this.#page = this.#space.tagPages[tagPage] ?? NO_PAGE;
    }
    const { namespace, tags, alsoRead } = this.#page;
    const name = tokens.isLiteral
      ? this.#literalName()
      : (tags[tokens.token] ?? alsoRead?.[tokens.token]);
    if (name === undefined) {
      return this.#refuse(`a tag of code page ${tagPage}`, `token ${hex(tokens.token)}`);
    }
    const attributes = tokens.hasAttributes ? this.#attributes() : NO_ATTRIBUTES;
    return { name, namespace, attributes, children: [], offset };
  }

  #attributes(): readonly Attribute[] {
    const tokens = this.#tokens;
    const attributes: { name: string; value: string }[] = [];
    for (;;) {
      const token = tokens.attribute();
      if (token === 'end') return attributes;
      if (token === 'name') {
        attributes.push(this.#attributeStart(attributes));
        continue;
      }
      const attribute = attributes.at(-1);
      if (attribute === undefined) return this.#refuse('the start of an attribute');
      attribute.value += this.#attributeValue(token);
    }
  }

  #attributeStart(before: readonly Attribute[]): { name: string; value: string } {
    const tokens = this.#tokens;
    const start = tokens.isLiteral
      ? { name: this.#literalName() }
      : this.#space.attributePages[tokens.attributePage]?.starts[tokens.token];
    if (start === undefined) {
      return this.#refuse(
        `an attribute of code page ${tokens.attributePage}`,
        `token ${hex(tokens.token)}`,
      );
    }
    if (before.some(({ name }) => name === start.name)) {
      this.#refuse('an attribute once', 'it again');
    }
    return { name: start.name, value: start.value ?? '' };
  }

  #attributeValue(token: Exclude<AttributeToken, 'end' | 'name'>): string {
    const tokens = this.#tokens;
    switch (token) {
      case 'text':
      case 'opaque':
        return this.#text();
      case 'entity':
        return String.fromCodePoint(tokens.codePoint);
      case 'value': {
        const page = this.#space.attributePages[tokens.attributePage];
        return (
          page?.values[tokens.token] ??
          page?.alsoRead?.[tokens.token] ??
          this.#refuse(
            `an attribute value of code page ${tokens.attributePage}`,
            `token ${hex(tokens.token)}`,
          )
        );
      }
      case 'extension':
        return this.#refuse('an attribute value that this document type knows');
    }
  }

  #text(): string {
    const { dataStart, dataEnd, isAscii } = this.#tokens;
    return this.#characters.slice(dataStart, dataEnd, isAscii);
  }

  #literalName(): string {
    const name = this.#text();
    return LITERAL_NAME.test(name) ? name : this.#refuse('a literal that can be an XML name');
  }

  #refuse(expected: string, found = 'something else'): never {
    throw new WbxmlError('malformed', { offset: this.#tokens.offset, expected, found });
  }
}

/** Neighbouring pieces are one text, and no text is nothing. */
function addText(children: Child[], text: string): void {
  if (text === '') return;
  const last = children.length - 1;
  const before = children[last];
  if (typeof before === 'string') children[last] = before + text;
  else children.push(text);
}
