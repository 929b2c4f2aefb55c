import { toHex } from '../../lib/bytes.js';
import type { Element } from '../../lib/wbxml/element.js';

/** A tree on one line: `Name[attribute="value"](children)`, text in quotes, opaque content as `#HEX`. */
export function shape(child: Element['children'][number]): string {
  if (typeof child === 'string') return JSON.stringify(child);
  if (child instanceof Uint8Array) return `#${toHex(child)}`;
  const attributes = child.attributes.map(({ name, value }) => `${name}=${JSON.stringify(value)}`);
  const list = attributes.length > 0 ? `[${attributes.join(' ')}]` : '';
  const content = child.children.length > 0 ? `(${child.children.map(shape).join(' ')})` : '';
  return child.name + list + content;
}
