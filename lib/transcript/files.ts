import { isBootstrapObject } from '../pkcs15/index.js';
import { Contents } from './contents.js';
import { decodeArr, decodeEfDir, decodeIccid, isPlainTemplate } from './decode-mf.js';
import { decodeAodf, decodeDodf, decodeOdf } from './decode-pkcs15.js';
import type { CardFile, Decoded, Exchange, Role } from './model.js';
import type { FileRef, Places } from './places.js';

/** Files of a stay whose contents are kept. */
const MAX_FILES = 512;
/** How often one file is taken apart: as often as a walk comes back to it, and no hostile trace can ask for more. */
const MAX_DECODINGS = 16;

type Draft<T> = { -readonly [K in keyof T]: T[K] };

type Piece = { readonly offset: number } | { readonly record: number };

interface Kept {
  readonly ref: FileRef;
  readonly contents: Contents;
  readonly reads: Draft<Exchange>[];
  info: Decoded | null;
  content: Decoded | null;
  decodings: number;
  /** All that was read of it is public. */
  isOpen: boolean;
}

/** The files of a stay, put together from its exchanges. */
export class Files {
  readonly #places: Places;
  readonly #kept = new Map<string, Kept>();
  iccid: string | null = null;

  constructor(places: Places) {
    this.#places = places;
  }

  selected(ref: FileRef, info: Decoded): void {
    const kept = this.#of(ref);
    if (kept) kept.info = info;
  }

  /** An exchange brought bytes of a file, from an offset, or a record. */
  read(ref: FileRef, at: Piece, exchange: Draft<Exchange>, bytes: Uint8Array): void {
    const kept = this.#of(ref);
    if (!kept) return;
    if ('offset' in at) kept.contents.addBytes(at.offset, bytes);
    else kept.contents.addRecord(at.record, bytes);
    const isOpen = isPublic(kept.ref.role, at, bytes);
    kept.isOpen &&= isOpen;
    exchange.open = { ...exchange.open, data: isOpen || exchange.data.length === 0 };
    kept.reads.push(exchange);
  }

  /** Another file's turn comes: what was read of this one is taken apart, and names in it are learned. */
  finish(ref: FileRef): void {
    const kept = this.#kept.get(ref.key);
    const last = kept?.reads.at(-1);
    if (!kept || !last || kept.decodings === MAX_DECODINGS) return;
    kept.decodings += 1;
    kept.content = this.#decode(kept);
    last.decoded = kept.content;
  }

  all(): CardFile[] {
    return [...this.#kept.values()].map(({ ref, contents, info, content, reads, isOpen }) => ({
      ...{ key: ref.key, name: ref.name, role: ref.role, info, content },
      ...contents.joined(),
      records: contents.records,
      open: isOpen,
      label: this.#places.labelOf(ref),
      lastRead: reads.at(-1)?.n ?? null,
    }));
  }

  #of(ref: FileRef): Kept | null {
    const held = this.#kept.get(ref.key);
    if (held) {
      // What it is for may have been learned since.
      if (held.ref.role === 'other' && ref.role !== 'other')
        this.#kept.set(ref.key, { ...held, ref });
      return this.#kept.get(ref.key)!;
    }
    if (this.#kept.size === MAX_FILES) return null;
    const fresh: Kept = {
      ...{ ref, contents: new Contents(), reads: [] },
      ...{ info: null, content: null, decodings: 0, isOpen: true },
    };
    this.#kept.set(ref.key, fresh);
    return fresh;
  }

  #decode({ ref, contents }: Kept): Decoded | null {
    const { offset, bytes } = contents.joined();
    const { records } = contents;
    if (ref.role === 'ef-dir') {
      const { decoded, value } = decodeEfDir(bytes, records);
      for (const template of value) this.#places.learnTemplate(template);
      return decoded;
    }
    if (ref.role === 'arr' && records !== null) return decodeArr(records).decoded;
    if (offset > 0 || records !== null) return null;
    switch (ref.role) {
      case 'iccid': {
        const { decoded, value } = decodeIccid(bytes);
        this.iccid ??= value;
        return decoded;
      }
      case 'odf':
        return this.#odf(bytes);
      case 'dodf':
        return this.#dodf(bytes);
      case 'aodf':
        return decodeAodf(bytes).decoded;
      default:
        return null;
    }
  }

  #odf(bytes: Uint8Array): Decoded {
    const { decoded, value } = decodeOdf(bytes);
    const inline: Decoded[] = [];
    for (const { kind, location } of value ?? []) {
      if (location.kind === 'path') {
        if (kind === 'dataObjects') this.#places.learnPath(location.path, 'dodf', 'EF DODF', null);
        if (kind === 'authObjects') this.#places.learnPath(location.path, 'aodf', 'EF AODF', null);
      } else if (location.kind === 'inline' && kind === 'dataObjects') {
        inline.push(this.#dodf(location.bytes));
      }
    }
    return {
      ...decoded,
      facts: [...decoded.facts, ...inline.flatMap(({ facts }) => facts)],
      problem: decoded.problem ?? inline.find(({ problem }) => problem !== null)?.problem ?? null,
    };
  }

  #dodf(bytes: Uint8Array): Decoded {
    const { decoded, value } = decodeDodf(bytes);
    for (const object of value ?? []) {
      if (object.location.kind !== 'path') continue;
      const { path } = object.location;
      if (isBootstrapObject(object)) {
        this.#places.learnPath(path, 'message', 'EF DM_Bootstrap', object.label);
      } else {
        const name = object.label === null ? 'EF data object' : `EF "${object.label}"`;
        this.#places.learnPath(path, 'data', name, object.label);
      }
    }
    return decoded;
  }
}

/** Whether what was read of a file is public on any card: its number and its applications, if it is that and nothing besides. */
function isPublic(role: Role, at: Piece, bytes: Uint8Array): boolean {
  if (role === 'ef-dir') return 'record' in at && isPlainTemplate(bytes);
  return role === 'iccid' && 'offset' in at && at.offset === 0 && decodeIccid(bytes).value !== null;
}
