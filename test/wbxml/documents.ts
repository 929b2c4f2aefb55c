import fc from 'fast-check';
import type { Element } from '../../lib/wbxml/element.js';
import { SYNCML_1_2 } from '../../lib/wbxml/spaces.js';

type Child = Element['children'][number];

/** A piece of content: how it is written, and what must come of it. */
type Piece =
  | {
      readonly kind: 'element';
      readonly tag: Tag;
      readonly attribute: string | null;
      readonly content: readonly Piece[];
    }
  | { readonly kind: 'text' | 'entity'; readonly text: string }
  | { readonly kind: 'reference' | 'instruction'; readonly name: number }
  | { readonly kind: 'opaque'; readonly bytes: Uint8Array };

/** A tag of the tables, or the number of a literal. */
type Tag = { readonly page: number; readonly token: number; readonly name: string } | number;

/** A document, and the root that must come of it. */
export interface Sample {
  readonly bytes: Uint8Array;
  readonly root: Element;
}

const LITERALS = ['One', 'Two', 'Three'] as const;
const TABLE = Buffer.from(`${LITERALS.join('\0')}\0`);

const number = fc.nat({ max: LITERALS.length - 1 });
const text = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((value) => value.replaceAll('\0', ''));
const tag: fc.Arbitrary<Tag> = fc.oneof(
  { arbitrary: number, weight: 1 },
  {
    arbitrary: fc.constantFrom(
      ...Object.entries(SYNCML_1_2.tagPages).flatMap(([page, { tags }]) =>
        Object.entries(tags).map(([token, name]) => ({
          page: Number(page),
          token: Number(token),
          name,
        })),
      ),
    ),
    weight: 9,
  },
);

const { piece } = fc.letrec<{ piece: Piece }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 5 },
    fc.record({ kind: fc.constantFrom('text' as const), text }),
    fc.record({
      kind: fc.constantFrom('entity' as const),
      text: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    }),
    fc.record({
      kind: fc.constantFrom('reference' as const, 'instruction' as const),
      name: number,
    }),
    fc.record({
      kind: fc.constantFrom('opaque' as const),
      bytes: fc.uint8Array({ maxLength: 200 }),
    }),
    fc.record({
      kind: fc.constantFrom('element' as const),
      tag,
      attribute: fc.option(text),
      content: fc.array(tie('piece'), { maxLength: 5 }),
    }),
  ),
}));

/** Documents of SyncML 1.2 in UTF-8 with all that a decoder must understand. */
export const sample: fc.Arbitrary<Sample> = fc
  .record({
    version: fc.constantFrom(0x01, 0x02, 0x03),
    instructions: fc.array(number, { maxLength: 2 }),
    tag,
    attribute: fc.option(text),
    content: fc.array(piece, { maxLength: 8 }),
  })
  .map(({ version, instructions, ...root }) => {
    const writer = new Writer([version, 0xa4, 0x01, 0x6a, TABLE.length, ...TABLE]);
    for (const name of instructions) writer.piece({ kind: 'instruction', name }, []);
    const roots: Child[] = [];
    writer.piece({ kind: 'element', ...root }, roots);
    return { bytes: Uint8Array.from(writer.bytes), root: roots[0] as Element };
  });

class Writer {
  readonly bytes: number[];
  #page = 0;

  constructor(header: readonly number[]) {
    this.bytes = [...header];
  }

  /** Writes a piece, and adds what must come of it to `children`. */
  piece(piece: Piece, children: Child[]): void {
    switch (piece.kind) {
      case 'text':
        this.bytes.push(0x03, ...Buffer.from(piece.text), 0x00);
        addText(children, piece.text);
        break;
      case 'entity':
        this.bytes.push(0x02, ...integer(piece.text.codePointAt(0)!));
        addText(children, piece.text);
        break;
      case 'reference':
        this.bytes.push(0x83, index(piece.name));
        addText(children, LITERALS[piece.name]!);
        break;
      case 'instruction':
        this.bytes.push(0x43, 0x04, index(piece.name), 0x03, 0x78, 0x00, 0x01);
        break;
      case 'opaque':
        this.bytes.push(0xc3, ...integer(piece.bytes.length), ...piece.bytes);
        children.push(piece.bytes);
        break;
      case 'element':
        this.#element(piece, children);
        break;
    }
  }

  #element({ tag, attribute, content }: Piece & { kind: 'element' }, siblings: Child[]): void {
    const bits = (attribute === null ? 0 : 0x80) | (content.length === 0 ? 0 : 0x40);
    if (typeof tag !== 'number' && tag.page !== this.#page) {
      this.bytes.push(0x00, tag.page);
      this.#page = tag.page;
    }
    const offset = this.bytes.length;
    if (typeof tag === 'number') this.bytes.push(0x04 | bits, index(tag));
    else this.bytes.push(tag.token | bits);
    if (attribute !== null)
      this.bytes.push(0x04, index(1), 0x03, ...Buffer.from(attribute), 0x00, 0x01);

    const children: Child[] = [];
    siblings.push({
      name: typeof tag === 'number' ? LITERALS[tag]! : tag.name,
      namespace: SYNCML_1_2.tagPages[this.#page]!.namespace,
      attributes: attribute === null ? [] : [{ name: LITERALS[1], value: attribute }],
      children,
      offset,
    });
    for (const piece of content) this.piece(piece, children);
    if (content.length > 0) this.bytes.push(0x01);
  }
}

function addText(children: Child[], text: string): void {
  if (text === '') return;
  const last = children.at(-1);
  if (typeof last === 'string') children[children.length - 1] = last + text;
  else children.push(text);
}

/** Where a literal stands in the table. */
function index(literal: number): number {
  return TABLE.indexOf(LITERALS[literal]!);
}

function integer(value: number): number[] {
  const groups = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) groups.unshift(0x80 | (rest & 0x7f));
  return groups;
}
