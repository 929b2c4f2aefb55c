import { createRequire } from 'node:module';
import type { SaxesParser, SaxesTagNS } from 'saxes';
import type { Element } from './element.js';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, MAX_XML } from './limits.js';
import { XmlError } from './xml-error.js';

type Child = Element['children'][number];

const require = createRequire(import.meta.url);

/**
 * The root element of an XML document, with namespaces in place of prefixes and declarations; attributes that have a prefix are left out.
 * Comments, processing instructions and a document type declaration are passed over: nothing outside the text is ever read,
 * and no entity but the five of XML itself is known. Offsets count the bytes of the text in UTF-8.
 *
 * Throws `XmlError` where the text is not well-formed (Namespaces in XML 1.0, 7) or hits a bound; it never quotes the text.
 */
export function readXml(text: string): Element {
  return new XmlReader(text).read();
}

class XmlReader {
  readonly #text: string;
  readonly #parser: SaxesParser<{ xmlns: true }>;
  readonly #parents: Child[][] = [];
  #children: Child[] = [];
  #count = 0;
  #start = 0;
  #at = 0;
  #bytes = 0;

  constructor(text: string) {
    this.#text = text;
    // Loaded here, so that a message without XML does without the parser.
    const saxes: typeof import('saxes') = require('saxes');
    this.#parser = new saxes.SaxesParser({ xmlns: true });
  }

  read(): Element {
    if (this.#text.length > MAX_XML) this.#tooMuch(0, `${MAX_XML} characters`);
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
      throw new XmlError('malformed', {
        offset: this.#offset(parser.position),
        expected: 'a well-formed document',
        found: 'a fault',
      });
    });
    parser.write(this.#text).close();
    // A text without a root has been refused as not well-formed.
    return this.#children.find((child) => typeof child !== 'string') as Element;
  }

  #open({ local, uri, attributes }: SaxesTagNS): void {
    this.#count += 1;
    if (this.#count > MAX_NODES) this.#tooMuch(this.#start, `${MAX_NODES} elements`);
    if (this.#parents.length === MAX_DEPTH) {
      this.#tooMuch(this.#start, `${MAX_DEPTH} elements inside one another`);
    }
    const own = Object.values(attributes).filter(({ prefix, name }) => {
      return prefix === '' && name !== 'xmlns';
    });
    if (own.length > MAX_ATTRIBUTES) {
      this.#tooMuch(this.#start, `${MAX_ATTRIBUTES} attributes of an element`);
    }
    const children: Child[] = [];
    this.#children.push({
      name: local,
      namespace: uri,
      attributes: own.map(({ name, value }) => ({ name, value })),
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

  #tooMuch(offset: number, bound: string): never {
    throw new XmlError('limit', { offset, expected: `at most ${bound}`, found: 'more' });
  }
}
