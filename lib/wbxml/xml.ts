import { asText } from './characters.js';
import type { Element } from './element.js';
import { MAX_UNFOLDED } from './limits.js';

export interface XmlOptions {
  /** Spaces a level; 2 by default. */
  readonly indent?: number;
  /** The root of the document that opaque content is, to be printed in place of the bytes; null where it is none. */
  readonly unfold?: (bytes: Uint8Array) => Element | null;
}

/** Mark-up, and what a reader would change, a terminal would obey or XML 1.0 cannot hold; and what looks like the escape of these last. */
const SPECIAL = /[&<>"\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]|\\(?=u\{)/gu;
/** The same for a CDATA section, which has no references. */
const NOT_PLAIN = /[\0-\x08\x0b-\x1f\x7f-\x9f\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u;
/** What XML 1.0 cannot hold, not even as a reference (2.2, Char), and what begins the escape that stands for it. */
const ESCAPED = /[\\\0-\x08\x0b\x0c\x0e-\x1f\p{Cs}\ufffe\uffff]/u;
/** White space, which a reader takes for layout where it stands between elements. */
const BLANK = /^[ \t\n\r]+$/;

/** A comment, so that neighbouring opaque pieces stay two, and text behind base64 is not part of it. */
const END_OF_OPAQUE = '<!---->';

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/**
 * A document as indented XML 1.0: white space added only where an element holds nothing but elements, namespaces declared where they change.
 *
 * `readPrinted` reads back what was printed: characters that XML cannot hold, and white space that a reader would take for layout, are `\u{…}`.
 * Opaque content is the document that `unfold` finds in it, down to `MAX_UNFOLDED` levels; CDATA where it is plain text; else base64 after a
 * comment that says so.
 */
export function toXml(root: Element, options: XmlOptions = {}): string {
  const writer = new Writer(options);
  writer.element(root, { namespace: '', line: '\n', unfolded: 0 });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writer.text()}\n`;
}

/** The same on one line, without a declaration: XML that is to stand in another document. */
export function toInlineXml(root: Element): string {
  const writer = new Writer({});
  writer.element(root, { namespace: '', line: '', unfolded: 0 });
  return writer.text();
}

/** Where an element is written. */
interface Place {
  /** The namespace in force. */
  readonly namespace: string;
  /** What begins a line at this level; empty where white space would be content. */
  readonly line: string;
  /** Embedded documents around it. */
  readonly unfolded: number;
}

class Writer {
  readonly #step: string;
  readonly #unfold: (bytes: Uint8Array) => Element | null;
  readonly #out: string[] = [];

  constructor({ indent = 2, unfold = () => null }: XmlOptions) {
    this.#step = ' '.repeat(indent);
    this.#unfold = unfold;
  }

  text(): string {
    return this.#out.join('');
  }

  element({ name, namespace, attributes, children }: Element, place: Place): void {
    const declared = attributes.find((attribute) => attribute.name === 'xmlns')?.value;
    const inForce = declared ?? namespace ?? place.namespace;

    this.#out.push('<', name);
    if (declared === undefined && inForce !== place.namespace) this.#attribute('xmlns', inForce);
    for (const { name, value } of attributes) this.#attribute(name, value);
    if (children.length === 0) {
      this.#out.push('/>');
      return;
    }
    this.#out.push('>');
    this.#content(children, { ...place, namespace: inForce });
    this.#out.push('</', name, '>');
  }

  #content(children: Element['children'], place: Place): void {
    const pieces = this.#pieces(children, place.unfolded);
    const isMixed = pieces.some((piece) => typeof piece === 'string');
    const line = isMixed || place.line === '' ? '' : place.line + this.#step;

    pieces.forEach((piece, at) => {
      if (typeof piece === 'string') {
        this.#out.push(piece);
        return;
      }
      const unfolded = place.unfolded + (children[at] === piece ? 0 : 1);
      this.#out.push(line);
      this.element(piece, { namespace: place.namespace, line, unfolded });
    });
    if (line !== '') this.#out.push(place.line);
  }

  /** Each child as an element, of this document or embedded, or as XML text. */
  #pieces(children: Element['children'], unfolded: number): (Element | string)[] {
    const isText = children.every((child) => typeof child === 'string');
    return children.map((child, at) => {
      if (isElement(child)) return child;
      const end = children[at - 1] instanceof Uint8Array ? END_OF_OPAQUE : '';
      if (typeof child === 'string') {
        return end + (isText || !BLANK.test(child) ? escapeText(child) : escapeBlank(child));
      }
      const embedded = unfolded < MAX_UNFOLDED ? this.#unfold(child) : null;
      return embedded ?? end + opaqueText(child);
    });
  }

  #attribute(name: string, value: string): void {
    this.#out.push(' ', name, '="', escapeAttribute(value), '"');
  }
}

const isElement = (child: Element['children'][number]): child is Element =>
  typeof child !== 'string' && !(child instanceof Uint8Array);

function opaqueText(bytes: Uint8Array): string {
  const text = asText(bytes);
  if (text !== null && !NOT_PLAIN.test(text)) {
    return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  }
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  return `<!-- ${bytes.length} bytes as base64 -->${base64}`;
}

function escapeText(text: string): string {
  return text.replace(SPECIAL, (character) =>
    '"\t\n'.includes(character) ? character : escapeCharacter(character),
  );
}

const escapeBlank = (text: string): string => text.replace(/./gs, (space) => escaped(space));

function escapeAttribute(text: string): string {
  return text.replace(SPECIAL, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return (
    NAMED[character] ?? (ESCAPED.test(character) ? escaped(character) : `&#x${hex(character)};`)
  );
}

const escaped = (character: string): string => `\\u{${hex(character)}}`;

const hex = (character: string): string => character.codePointAt(0)!.toString(16).toUpperCase();
