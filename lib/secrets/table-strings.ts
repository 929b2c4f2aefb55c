import type { Header } from '../wbxml/header.js';
import type { TokenReader } from '../wbxml/token-reader.js';
import type { Data, Segment } from './field.js';

/** A reference to the string table, and the text that it is to be overwritten by, if it is. */
interface Reference {
  readonly start: number;
  readonly end: number;
  /** Where its index stands; the end is exclusive. */
  readonly index: readonly [number, number];
  change: (() => void) | null;
}

/**
 * The texts of a string table, any of which may stand for a secret in one place and for something else in another. A text that only secrets refer to is overwritten;
 * where another reference needs it, those of the secrets are led to an empty text instead.
 */
export class TableStrings {
  readonly #bytes: Uint8Array;
  readonly #references: Reference[] = [];
  #start = 0;
  #end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** To be told first. */
  header({ tableStart, tableEnd, publicIdIndex }: Header): void {
    this.#start = tableStart;
    this.#end = tableEnd;
    if (publicIdIndex === null) return;
    const start = tableStart + publicIdIndex;
    const nul = this.#bytes.indexOf(0, start);
    const end = nul < 0 ? tableEnd : Math.min(nul, tableEnd);
    this.#references.push({ start, end, index: [0, 0], change: null });
  }

  /** Notes the reference that was read last. Null of text that stands inline. */
  use({ dataStart, dataEnd, offset, at }: TokenReader) {
    if (dataStart < this.#start || dataStart >= this.#end) return null;
    const reference: Reference = {
      start: dataStart,
      end: dataEnd,
      index: [offset + 1, at],
      change: null,
    };
    this.#references.push(reference);
    return {
      put(data: Data, text: Segment): void {
        if (data !== text.data) reference.change = () => text.put?.(data);
      },
    };
  }

  finish(): void {
    const kept = this.#references.filter(({ change }) => change === null);
    for (const reference of this.#references) {
      if (reference.change === null) continue;
      const isShared = kept.some(
        ({ start, end }) => start < reference.end && reference.start < end,
      );
      if (!isShared || !this.#emptied(reference)) reference.change();
    }
  }

  /** Leads a reference to the first empty text, with an index in as many bytes. False where there is none that it can reach. */
  #emptied({ index: [from, to] }: Reference): boolean {
    const empty = this.#bytes.subarray(this.#start, this.#end).indexOf(0);
    if (empty < 0 || empty >= 2 ** (7 * (to - from))) return false;
    let rest = empty;
    for (let at = to - 1; at >= from; at -= 1) {
      this.#bytes[at] = (rest & 0x7f) | (at < to - 1 ? 0x80 : 0);
      rest >>>= 7;
    }
    return true;
  }
}
