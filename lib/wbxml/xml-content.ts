import { fromBase64 } from '../bytes.js';
import type { Element } from './element.js';

export type Child = Element['children'][number];

/** What becomes of that which stands in an element, apart from elements: `children` are those that it has so far. */
export interface Content {
  text(children: Child[], piece: string, fail: (expected: string) => never): void;
  cdata(children: Child[], piece: string): void;
  comment(children: Child[], words: string): void;
  attribute(value: string): string;
  /** The element ends. */
  end(children: Child[]): void;
}

/** Text and CDATA are text. */
export const PLAIN: Content = {
  text: addText,
  cdata: addText,
  attribute: (value) => value,
  comment() {},
  end() {},
};

function addText(children: Child[], piece: string): void {
  if (piece === '') return;
  const last = children.length - 1;
  const before = children[last];
  if (typeof before === 'string') children[last] = before + piece;
  else children.push(piece);
}

const BASE64_NOTE = /^ \d+ bytes as base64 $/;
const BLANK = /^[ \t\n\r]*$/;
const MAX_CODE_POINT = 0x10ffff;
const ESCAPE = /\\u\{([\dA-F]{1,6})\}/gi;

/**
 * Content as `toXml` prints it: a CDATA section, with those right behind it, is octets, and so is base64 behind the comment that says so; white space is
 * content where it is all that there is, or stands in text; and `\u{…}` is the character of that number.
 */
export class Printed implements Content {
  /** Where the comment stood, and what it stood behind. */
  #note: { readonly children: Child[]; readonly length: number } | null = null;
  /** The text of CDATA sections, by the child that stands in for it until the element ends. */
  readonly #sections = new Map<Child, string[]>();
  /** The child that another section would belong to. */
  #open: Child | null = null;

  text(children: Child[], piece: string, fail: (expected: string) => never): void {
    this.#open = null;
    const isNoted = this.#note?.children === children && this.#note.length === children.length;
    this.#note = null;
    if (!isNoted) addText(children, piece);
    else children.push(fromBase64(piece) ?? fail('base64'));
  }

  cdata(children: Child[], piece: string): void {
    if (this.#open === null || children.at(-1) !== this.#open) {
      this.#open = new Uint8Array();
      this.#sections.set(this.#open, []);
      children.push(this.#open);
    }
    this.#sections.get(this.#open)!.push(piece);
  }

  comment(children: Child[], words: string): void {
    this.#open = null;
    this.#note = BASE64_NOTE.test(words) ? { children, length: children.length } : null;
  }

  attribute(value: string): string {
    return unescaped(value);
  }

  end(children: Child[]): void {
    const isText = children.every((child) => typeof child === 'string');
    const kept = children.filter(
      (child) => isText || typeof child !== 'string' || !BLANK.test(child),
    );
    children.length = 0;
    for (const child of kept) {
      const sections = this.#sections.get(child);
      if (sections !== undefined) children.push(new TextEncoder().encode(sections.join('')));
      else children.push(typeof child === 'string' ? unescaped(child) : child);
    }
  }
}

const unescaped = (text: string): string =>
  text.replace(ESCAPE, (written, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code <= MAX_CODE_POINT ? String.fromCodePoint(code) : written;
  });
