import { createRequire } from 'node:module';
import type { SaxesParser, SaxesTagPlain } from 'saxes';
import type { Element } from '../wbxml/index.js';
import { malformed } from './error.js';

/** Characters of a document. */
const MAX_TEXT = 1 << 20;
/** Elements inside one another. */
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 16_384;

type Child = Element['children'][number];

const require = createRequire(import.meta.url);

/**
 * The root element of an XML document. Comments, processing instructions and a document type declaration are passed over:
 * nothing outside the text is ever read, and no entity but the five of XML itself is known.
 * Prefixes of names are dropped; offsets count the bytes of the text in UTF-8.
 *
 * Throws `MessageError` `malformed` where the text is not well-formed or hits a bound; it never quotes the text.
 */
export function readXml(text: string): Element {
  return new XmlReader(text).read();
}

class XmlReader {
  readonly #text: string;
  readonly #parser: SaxesParser;
  readonly #parents: Child[][] = [];
  #children: Child[] = [];
  #count = 0;
  #start = 0;
  #at = 0;
  #bytes = 0;

  constructor(text: string) {
    this.#text = text.startsWith('\uFEFF') ? text.slice(1) : text;
    // Loaded here, so that a message without XML does without the parser.
    const saxes: typeof import('saxes') = require('saxes');
    this.#parser = new saxes.SaxesParser({ xmlns: false });
  }

  read(): Element {
    if (this.#text.length > MAX_TEXT) {
      throw malformed(0, `XML: expected at most ${MAX_TEXT} characters, found more,`);
    }
    const parser = this.#parser;
    parser.on('opentagstart', () => {
      this.#start = this.#offset(this.#text.lastIndexOf('<', parser.position - 1));
    });
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', () => {
      this.#children = this.#parents.pop() ?? [];
    });
    parser.on('text', (piece) => this.#add(piece));
    parser.on('cdata', (piece) => this.#add(piece));
    // The parser's own words may quote the text, which may be a secret.
    parser.on('error', () => {
      throw malformed(
        this.#offset(parser.position),
        'XML: expected a well-formed document, found a fault',
      );
    });
    parser.write(this.#text).close();
    const root = this.#children.find((child) => typeof child !== 'string');
    if (root === undefined || root instanceof Uint8Array) {
      throw malformed(0, 'XML: expected a root element, found none,');
    }
    return root;
  }

  #open({ name, attributes }: SaxesTagPlain): void {
    this.#count += 1;
    if (this.#count > MAX_ELEMENTS || this.#parents.length === MAX_DEPTH) {
      throw malformed(
        this.#start,
        `XML: expected at most ${MAX_ELEMENTS} elements, ${MAX_DEPTH} inside one another, found more`,
      );
    }
    const children: Child[] = [];
    this.#children.push({
      name: name.slice(name.indexOf(':') + 1),
      attributes: Object.entries(attributes).map(([key, value]) => ({ name: key, value })),
      children,
      offset: this.#start,
    });
    this.#parents.push(this.#children);
    this.#children = children;
  }

  #add(piece: string): void {
    if (piece === '') return;
    const last = this.#children.length - 1;
    const before = this.#children[last];
    if (typeof before === 'string') this.#children[last] = before + piece;
    else this.#children.push(piece);
  }

  /** Of a position in the text, which never goes back. */
  #offset(at: number): number {
    this.#bytes += Buffer.byteLength(this.#text.slice(this.#at, at));
    this.#at = Math.max(this.#at, at);
    return this.#bytes;
  }
}
