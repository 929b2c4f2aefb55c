import { concat } from '../../lib/bytes.js';
import { type Element, readXml } from '../../lib/wbxml/index.js';
import { DM_TND_TAGS } from '../../lib/wbxml/tables/dm-tnd.js';
import { METINF_TAGS } from '../../lib/wbxml/tables/metinf.js';
import { SYNCML_TAGS } from '../../lib/wbxml/tables/syncml.js';

const SWITCH_PAGE = 0x00;
const END = 0x01;
const STR_I = 0x03;
const STR_T = 0x83;
const OPAQUE = 0xc3;
const WITH_CONTENT = 0x40;

/** Page 0, MetInf, DM TND. */
const PAGES = [SYNCML_TAGS, METINF_TAGS, DM_TND_TAGS].map(
  (tags) =>
    new Map<string, number>(Object.entries(tags).map(([token, name]) => [name, Number(token)])),
);

/** WBXML 1.2, SyncML 1.2, UTF-8; the length of the string table comes next. */
const SYNCML_HEADER = [0x02, 0xa4, 0x01, 0x6a];

const DDF_ID = Buffer.from('-//OMA//DTD-DM-DDF 1.2//EN');
/** WBXML 1.3; the public identifier is all of the string table, and no NUL ends it. */
const TNDS_HEADER = [0x03, 0x00, 0x00, 0x6a, DDF_ID.length, ...DDF_ID];

/** An element tree, or XML text, as a DM message in WBXML, with a TNDS in it on code page 2; octets become an OPAQUE. */
export function encodeMessage(root: Element | string): Uint8Array {
  return Uint8Array.from([...SYNCML_HEADER, 0, ...new Encoder(0).bytes(treeOf(root))]);
}

/** The same with every text in the string table, once, in the order of the message. */
export function encodeWithTable(root: string): Uint8Array {
  const table = new StringTable();
  const body = new Encoder(0, table).bytes(treeOf(root));
  return Uint8Array.from([
    ...SYNCML_HEADER,
    ...length(table.bytes.length),
    ...table.bytes,
    ...body,
  ]);
}

/** A MgmtTree as a WBXML document of its own, with every text in the string table, and its public identifier behind them. */
export function encodeTndsWithTable(root: string): Uint8Array {
  const table = new StringTable();
  const body = new Encoder(2, table).bytes(treeOf(root));
  const id = table.index(DDF_ID.toString());
  return Uint8Array.from([
    ...[0x03, 0x00, ...length(id), 0x6a],
    ...[...length(table.bytes.length), ...table.bytes],
    ...[SWITCH_PAGE, 2, ...body],
  ]);
}

/** A MgmtTree as a WBXML document of its own, as a rule with a switch to page 2 first; `untidy` leaves that out. */
export function encodeTnds(root: Element | string, form: 'tidy' | 'untidy' = 'tidy'): Uint8Array {
  const body = new Encoder(2).bytes(treeOf(root));
  return Uint8Array.from([...TNDS_HEADER, ...(form === 'tidy' ? [SWITCH_PAGE, 2] : []), ...body]);
}

const treeOf = (root: Element | string): Element =>
  typeof root === 'string' ? readXml(root) : root;

class StringTable {
  readonly bytes: number[] = [];
  readonly #indexes = new Map<string, number>();

  index(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.bytes.length;
    this.#indexes.set(text, index);
    this.bytes.push(...Buffer.from(text), 0);
    return index;
  }
}

class Encoder {
  #page: number;
  readonly #table: StringTable | undefined;

  constructor(page: number, table?: StringTable) {
    this.#page = page;
    this.#table = table;
  }

  bytes(element: Element, outer = this.#page): number[] {
    const page = element.name === 'MgmtTree' ? 2 : outer === 0 && this.#isMeta(element) ? 1 : outer;
    const token = PAGES[page]?.get(element.name);
    if (token === undefined) throw new Error(`no token for ${element.name} on page ${page}`);
    const start = this.#switchTo(page);
    // Between elements white space is the printer's.
    const isText = element.children.every((child) => typeof child === 'string');
    const children = element.children.filter(
      (child) => isText || typeof child !== 'string' || child.trim() !== '',
    );
    if (children.length === 0) return [...start, token];
    const inside = children.flatMap((child) => {
      if (typeof child === 'string') return this.#text(child);
      if (child instanceof Uint8Array) return [OPAQUE, ...length(child.length), ...child];
      return this.bytes(child, page);
    });
    return [...start, token | WITH_CONTENT, ...inside, END];
  }

  #text(text: string): number[] {
    return this.#table === undefined
      ? [STR_I, ...Buffer.from(text), 0]
      : [STR_T, ...length(this.#table.index(text))];
  }

  #isMeta({ name }: Element): boolean {
    return PAGES[0]?.has(name) === false && PAGES[1]?.has(name) === true;
  }

  #switchTo(page: number): number[] {
    if (page === this.#page) return [];
    this.#page = page;
    return [SWITCH_PAGE, page];
  }
}

/** mb_u_int32 of a number below 2^21. */
function length(value: number): number[] {
  const groups = [value >> 14, (value >> 7) & 0x7f, value & 0x7f];
  const first = groups.findIndex((group, at) => group !== 0 || at === 2);
  return groups.slice(first).map((group, at, all) => (at < all.length - 1 ? group | 0x80 : group));
}

/** An element by its parts, for what XML text cannot hold: octets. */
export function element(name: string, ...children: Element['children']): Element {
  return { name, attributes: [], children, offset: 0 };
}

/** `bytes` with the one at `at` replaced. */
export function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  return concat(bytes.subarray(0, at), Uint8Array.of(value), bytes.subarray(at + 1));
}
