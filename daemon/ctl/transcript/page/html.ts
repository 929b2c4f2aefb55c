import { withoutUserinfo } from '../../../../lib/secrets/index.js';
import { printable } from '../../../../lib/text.js';

/** Markup that is whole and safe to put anywhere between tags. */
export class Html {
  constructor(readonly markup: string) {}
}

export type Child = Html | string | number | null | readonly Child[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as markup: whatever it holds, it is shown and nothing else; control characters are escaped for people, and who may ask at an address is masked. */
const escaped = (text: string): string =>
  printable(withoutUserinfo(text)).replace(/[&<>"']/g, (character) => ESCAPES[character]!);

function markupOf(child: Child): string {
  if (child === null) return '';
  if (child instanceof Html) return child.markup;
  if (Array.isArray(child)) return child.map(markupOf).join('');
  return escaped(String(child));
}

export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

function attributesOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`))
    .join('');
}

const VOID: readonly string[] = ['meta', 'link'];

/** An element; text in it is escaped. */
export function h(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Html {
  const start = `<${name}${attributesOf(attributes)}>`;
  return new Html(VOID.includes(name) ? start : `${start}${markupOf(children)}</${name}>`);
}

/** A list of names and values. */
export const pairs = (rows: readonly (readonly [name: string, value: Child])[]): Html =>
  h('dl', {}, ...rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));

/** A table with a caption and a heading for each column; a row's first cell is its heading. Wide ones scroll, by keyboard too. */
export const table = (
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Child[])[],
  kind: 'text' | 'numbers' = 'text',
): Html =>
  h(
    'div',
    { class: `scroll ${kind}`, tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, name)))),
      h(
        'tbody',
        {},
        ...rows.map(([first = null, ...rest]) =>
          h('tr', {}, h('th', { scope: 'row' }, first), ...rest.map((cell) => h('td', {}, cell))),
        ),
      ),
    ),
  );

/** What can be folded away. */
export const folded = (summary: Child, ...content: readonly Child[]): Html =>
  h('details', {}, h('summary', {}, summary), ...content);

/** A section, which a link in its heading makes a stop of the keyboard. */
export const section = (
  id: string,
  level: 2 | 3,
  title: string,
  ...content: readonly Child[]
): Html =>
  h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h(`h${level}`, { id: `${id}-title` }, h('a', { href: `#${id}` }, title)),
    ...content,
  );
