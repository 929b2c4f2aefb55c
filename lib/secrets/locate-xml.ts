import { type Data, Field, type Located, type Segment } from './field.js';

/** Bounds keep the time that a hostile text takes in proportion to its length. One thing after the other, each to its end or to that of the text: comment, CDATA, instruction, declaration, end tag, start tag, text. */
const PIECE = new RegExp(
  [
    '<!--[\\s\\S]*?(?:-->|$)',
    '<!\\[CDATA\\[(?<cdata>[\\s\\S]*?)(?:\\]\\]>|$)',
    '<\\?[\\s\\S]*?(?:\\?>|$)',
    '<![^\\[>]{0,2000}(?:\\[[^\\]]*\\]\\s*)?(?:>|$)',
    '</(?<close>[^>]*)(?:>|$)',
    `<(?<open>[^\\s/>"'=]+)(?<tag>(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^>"'])*?)(?<empty>/?)(?:>|$)`,
    '(?<text>[^<]+|<)',
  ].join('|'),
  'y',
);
const ATTRIBUTE = /([^\s=]{1,256})\s{0,64}=\s{0,64}(?:"([^"]*)|'([^']*))["']?/g;
const PART = /&(?:#(\d+)|#x([\dA-Fa-f]+)|(\w+));|[^&]+|&/g;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};
const MAX_DEPTH = 256;

interface Open extends Located {
  readonly attributes: Map<string, Field>;
  readonly children: Open[];
  readonly segments: Segment[];
}

/**
 * The document that `text` is, so that it can be overwritten in place: what is put into a field of it changes `text`, in which each item is a UTF-16 unit. Nothing is refused: a document that is not
 * well-formed, or ends too early, is located as well as can be. Null where there is no element.
 */
export function locateXml(text: string[]): Located | null {
  const source = text.join('');
  const document: Open = opened('');
  const parents: Open[] = [document];
  PIECE.lastIndex = 0;
  for (let found = PIECE.exec(source); found !== null; found = PIECE.exec(source)) {
    const at = PIECE.lastIndex - found[0].length;
    const { cdata, close, open, tag, empty, text: words } = found.groups!;
    const parent = parents.at(-1)!;
    if (words !== undefined) {
      parent.segments.push(...partsOf(text, source, at, at + words.length));
    } else if (cdata !== undefined) {
      parent.segments.push(plain(text, source, at + 9, at + 9 + cdata.length));
    } else if (close !== undefined) {
      if (parents.length > 1) parents.pop();
    } else if (open !== undefined) {
      const element = opened(open.slice(open.indexOf(':') + 1));
      addAttributes(element, tag!, at + 1 + open.length, text, source);
      parent.children.push(element);
      if (empty === '' && parents.length < MAX_DEPTH) parents.push(element);
    }
  }
  return document.children[0] ?? null;
}

function opened(name: string): Open {
  const segments: Segment[] = [];
  return { name, attributes: new Map(), children: [], content: new Field(segments), segments };
}

function addAttributes(element: Open, tag: string, from: number, text: string[], source: string) {
  for (const found of tag.matchAll(ATTRIBUTE)) {
    const value = found[2] ?? found[3] ?? '';
    const start = from + found.index + found[0].search(/["']/) + 1;
    const segments = partsOf(text, source, start, start + value.length);
    element.attributes.set(found[1]!, new Field(segments));
  }
}

/** Text between markup: characters, and references to some. */
function partsOf(text: string[], source: string, start: number, end: number): Segment[] {
  return [...source.slice(start, end).matchAll(PART)].map(
    ({ 0: whole, 1: decimal, 2: hex, 3: name, index }) => {
      const at = start + index;
      const code =
        decimal !== undefined
          ? Number(decimal)
          : hex !== undefined
            ? Number.parseInt(hex, 16)
            : null;
      const isCharacter = code !== null && code <= 0x10ffff;
      const character = isCharacter ? String.fromCodePoint(code) : name && ENTITIES[name];
      return character === undefined || character === ''
        ? plain(text, source, at, at + whole.length)
        : reference(text, character, at, at + whole.length);
    },
  );
}

function plain(text: string[], source: string, start: number, end: number): Segment {
  const put = (data: Data): void => {
    for (let at = start; at < end; at += 1) text[at] = (data as string)[at - start]!;
  };
  return { data: source.slice(start, end), put };
}

/** A reference becomes another of the same length: a number with leading zeros; where there is no room for one, `&lt;`. */
function reference(text: string[], character: string, start: number, end: number): Segment {
  const put = (data: Data): void => {
    if (data === character) return;
    const digits = String((data as string).codePointAt(0));
    const room = end - start - 3;
    const number = `&#${digits.padStart(room, '0')};`;
    const written = number.length === end - start ? number : '&lt;'.padEnd(end - start, '*');
    for (let at = start; at < end; at += 1) text[at] = written[at - start]!;
  };
  return { data: character, put };
}
