import { createRequire } from 'node:module';
import type { SaxesParser, SaxesTagNS } from 'saxes';
import type { Element } from './element.js';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, MAX_XML } from './limits.js';
import { type Child, type Content, PLAIN, Printed } from './xml-content.js';
import { XmlError } from './xml-error.js';

const require = createRequire(import.meta.url);

/** A document as it is written, apart from what only lays it out. */
export interface XmlDocument {
  readonly root: Element;
  /** The public identifier of its document type declaration, or null. */
  readonly publicId: string | null;
}

/**
 * A document that `toXml` has printed, or that was written by hand in its manner: with the octets, the white space and the characters that it stands for
 * (`Printed`). Else as `readXml`.
 */
export function readPrinted(text: string): XmlDocument {
  return new XmlReader(text, new Printed()).read();
}

/**
 * The root element of an XML document, with namespaces in place of prefixes and declarations; attributes that have a prefix are left out.
 * Comments, processing instructions and a document type declaration are passed over: nothing outside the text is ever read,
 * and no entity but the five of XML itself is known. Offsets count the bytes of the text in UTF-8.
 *
 * Throws `XmlError` where the text is not well-formed (Namespaces in XML 1.0, 7) or hits a bound; it never quotes the text.
 */
export function readXml(text: string): Element {
  return new XmlReader(text, PLAIN).read().root;
}

const PUBLIC_ID = /\sPUBLIC\s+(?:"([^"]*)"|'([^']*)')/;

class XmlReader {
  readonly #text: string;
  readonly #parser: SaxesParser<{ xmlns: true }>;
  readonly #content: Content;
  readonly #parents: Child[][] = [];
  #children: Child[] = [];
  #count = 0;
  #start = 0;
  #at = 0;
  #bytes = 0;

  #publicId: string | null = null;

  constructor(text: string, content: Content) {
    this.#text = text;
    this.#content = content;
    // Loaded here, so that a message without XML does without the parser.
    const saxes: typeof import('saxes') = require('saxes');
    this.#parser = new saxes.SaxesParser({ xmlns: true });
  }

  read(): XmlDocument {
    if (this.#text.length > MAX_XML) this.#tooMuch(0, `${MAX_XML} characters`);
    const parser = this.#parser;
    parser.on('opentagstart', () => {
      this.#start = this.#offset(this.#text.lastIndexOf('<', parser.position - 1));
    });
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', () => {
      this.#content.end(this.#children);
      this.#children = this.#parents.pop() ?? [];
    });
    parser.on('text', (piece) => {
      this.#content.text(this.#children, piece, (expected) => this.#malformed(expected));
    });
    parser.on('cdata', (piece) => this.#content.cdata(this.#children, piece));
    parser.on('comment', (words) => this.#content.comment(this.#children, words));
    parser.on('doctype', (declaration) => {
      const [, quoted, apostrophed] = PUBLIC_ID.exec(declaration) ?? [];
      this.#publicId = quoted ?? apostrophed ?? null;
    });
    // The parser's own words may quote the text, which may be a secret.
    parser.on('error', () => this.#malformed('a well-formed document'));
    parser.write(this.#text).close();
    // A text without a root has been refused as not well-formed.
    const root = this.#children.find((child) => typeof child !== 'string') as Element;
    return { root, publicId: this.#publicId };
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
      attributes: own.map(({ name, value }) => ({
        name,
        value: this.#content.attribute(value),
      })),
      children,
      offset: this.#start,
    });
    this.#parents.push(this.#children);
    this.#children = children;
  }

  /** Of a position in the text, which never goes back. */
  #offset(at: number): number {
    this.#bytes += Buffer.byteLength(this.#text.slice(this.#at, at));
    this.#at = Math.max(this.#at, at);
    return this.#bytes;
  }

  #malformed(expected: string): never {
    const offset = this.#offset(this.#parser.position);
    throw new XmlError('malformed', { offset, expected, found: 'a fault' });
  }

  #tooMuch(offset: number, bound: string): never {
    throw new XmlError('limit', { offset, expected: `at most ${bound}`, found: 'more' });
  }
}
