import { type CodeSpace, WbxmlError } from '../wbxml/index.js';
import { UNKNOWN_ID } from '../wbxml/space.js';
import { TokenReader } from '../wbxml/token-reader.js';
import { GLOBAL } from '../wbxml/tokens.js';
import { Field, type Located, type Segment } from './field.js';
import { TableStrings } from './table-strings.js';
import { WbxmlSegments } from './wbxml-segments.js';

/** Roots of what a card holds, and of what is embedded in that. */
const ROOTS: ReadonlySet<string> = new Set(['SyncML', 'wap-provisioningdoc', 'MgmtTree']);

export interface WbxmlPlan {
  readonly root: Located;
  /** Bytes of the document: all of them, where it does not end in them. */
  readonly length: number;
  readonly isWhole: boolean;
  /** Carries out what was put into texts of the string table. To be called at the end. */
  finish(): void;
}

interface Open extends Located {
  readonly attributes: Map<string, Field>;
  readonly children: Open[];
  readonly segments: Segment[];
}

/**
 * The document that `bytes` begin with, so that it can be overwritten in place: what is put into a field of it changes `bytes`. One that ends too early is located as far as it goes.
 * Null where they are no document that may hold an account. Throws `WbxmlError`, not `truncated`, where they are one and it cannot be decoded.
 *
 * @param spaces what a document without a public identifier of its own may be.
 */
export function locateWbxml(bytes: Uint8Array, spaces: readonly CodeSpace[]): WbxmlPlan | null {
  for (const space of spaces) {
    const locator = new Locator(bytes, space);
    let isWhole = true;
    try {
      locator.read();
    } catch (error) {
      if (!(error instanceof WbxmlError)) throw error;
      if (!locator.isRoot) continue;
      if (!error.truncated) throw error;
      locator.cut();
      isWhole = false;
    }
    const { root, length, strings } = locator;
    if (locator.isRoot) return { root: root!, length, isWhole, finish: () => strings.finish() };
  }
  return null;
}

class Locator {
  readonly #bytes: Uint8Array;
  readonly #fallback: CodeSpace;
  #tokens: TokenReader | null = null;
  #space: CodeSpace | undefined;
  readonly strings: TableStrings;
  readonly #segments: WbxmlSegments;
  readonly #open: Open[] = [];
  /** The attribute that is being read. */
  #attribute: Segment[] | null = null;
  root: Open | null = null;

  constructor(bytes: Uint8Array, fallback: CodeSpace) {
    this.#bytes = bytes;
    this.#fallback = fallback;
    this.strings = new TableStrings(bytes);
    this.#segments = new WbxmlSegments(bytes);
  }

  get isRoot(): boolean {
    return this.root !== null && ROOTS.has(this.root.name);
  }

  get length(): number {
    return this.#tokens?.at ?? this.#bytes.length;
  }

  read(): void {
    const tokens = new TokenReader(this.#bytes);
    this.#tokens = tokens;
    this.#space =
      tokens.space ?? (tokens.header.publicId === UNKNOWN_ID ? this.#fallback : undefined);
    if (this.#space === undefined) return;
    this.strings.header(tokens.header);
    this.#segments.charset = tokens.header.charsetName;
    tokens.tagPage = this.#space.startPage;
    do {
      const token = tokens.content();
      if (token === 'start') this.#start(tokens);
      else if (token === 'end') this.#open.pop();
      else if (token === 'instruction') tokens.skipAttributes();
      else this.#open.at(-1)!.segments.push(this.#segment(tokens, token));
    } while (tokens.depth > 0 || this.root === null);
  }

  /** The bytes end too early: what was begun last ends with them. */
  cut(): void {
    const tokens = this.#tokens!;
    const start = tokens.offset;
    const token = this.#bytes[start];
    const segments = this.#attribute ?? this.#open.at(-1)?.segments;
    const end = this.#bytes.length;
    tokens.at = end;
    if (segments === undefined) return;
    if (token === GLOBAL.inlineString) segments.push(this.#segments.text(start + 1, end));
    if (token !== GLOBAL.opaque) return;
    let at = start + 1;
    while (at < end && this.#bytes[at]! >= 0x80) at += 1;
    segments.push(this.#segments.octets(Math.min(at + 1, end), end));
  }

  #start(tokens: TokenReader): void {
    const page = this.#space!.tagPages[tokens.tagPage];
    const name = tokens.isLiteral
      ? this.#literal(tokens)
      : (page?.tags[tokens.token] ?? page?.alsoRead?.[tokens.token] ?? '');
    const { hasAttributes, hasContent } = tokens;
    const segments: Segment[] = [];
    const content = new Field(segments);
    const element: Open = { name, attributes: new Map(), children: [], content, segments };
    const parent = this.#open.at(-1);
    // A literal around the root, as a writer in the field has it, is none.
    if (this.root === null || (parent === this.root && !this.isRoot)) this.root = element;
    else parent?.children.push(element);
    if (hasContent) this.#open.push(element);
    if (hasAttributes) this.#attributes(tokens, element);
  }

  #attributes(tokens: TokenReader, element: Open): void {
    for (;;) {
      const token = tokens.attribute();
      if (token === 'end') break;
      const page = this.#space!.attributePages[tokens.attributePage];
      if (token === 'name') {
        const start = tokens.isLiteral
          ? { name: this.#literal(tokens), value: '' }
          : page?.starts[tokens.token];
        this.#attribute = [{ data: start?.value ?? '', put: null }];
        element.attributes.set(start?.name ?? '', new Field(this.#attribute));
      } else if (token === 'value') {
        this.#attribute?.push(this.#segments.word(tokens.token, tokens.offset, page));
      } else {
        const isText = token === 'opaque';
        const { dataStart, dataEnd } = tokens;
        this.#attribute?.push(
          isText ? this.#segments.text(dataStart, dataEnd) : this.#segment(tokens, token),
        );
      }
    }
    this.#attribute = null;
  }

  #literal(tokens: TokenReader): string {
    this.strings.use(tokens);
    const { data } = this.#segments.text(tokens.dataStart, tokens.dataEnd);
    return typeof data === 'string' ? data : '';
  }

  #segment(tokens: TokenReader, token: 'text' | 'entity' | 'opaque' | 'extension'): Segment {
    const { dataStart, dataEnd, offset, at } = tokens;
    switch (token) {
      case 'text': {
        const text = this.#segments.text(dataStart, dataEnd);
        const string = this.strings.use(tokens);
        return string === null ? text : { ...text, put: (data) => string.put(data, text) };
      }
      case 'opaque':
        return this.#segments.octets(dataStart, dataEnd);
      case 'entity':
        return this.#segments.character(tokens.codePoint, offset + 1, at);
      case 'extension':
        return { data: '', put: null };
    }
  }
}
