import { isUtf8 } from 'node:buffer';
import type { Element } from '../wbxml/index.js';
import { malformed } from './error.js';

const isElement = (child: Element['children'][number]): child is Element =>
  typeof child !== 'string' && !(child instanceof Uint8Array);

export function elements(parent: Element): Element[] {
  return parent.children.filter(isElement);
}

export function child(parent: Element, name: string): Element | undefined {
  for (const one of parent.children) if (isElement(one) && one.name === name) return one;
  return undefined;
}

/** What an element holds apart from elements: text, or octets as soon as a piece of it is an OPAQUE; text without content is `''`. */
export function content(element: Element): string | Uint8Array {
  const pieces = element.children.filter(
    (piece): piece is string | Uint8Array =>
      typeof piece === 'string' || piece instanceof Uint8Array,
  );
  const first = pieces[0];
  if (pieces.length === 1 && first !== undefined) return first;
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
  );
}

/** The text of an element without the white space around it; `''` where there is none. Throws `MessageError` on octets that are not UTF-8. */
export function text(element: Element | undefined): string {
  if (element === undefined) return '';
  return toText(content(element), element.offset).trim();
}

/** Octets as UTF-8 text. Throws `MessageError` that names `offset` where they are something else. */
export function toText(data: string | Uint8Array, offset: number): string {
  if (typeof data === 'string') return data;
  if (!isUtf8(data)) {
    throw malformed(offset, 'expected UTF-8 text, found other octets in the element');
  }
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
}
