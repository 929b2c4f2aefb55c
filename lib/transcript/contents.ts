import { concat } from '../bytes.js';

/** The longest transparent file that is put together (TS 102 221, 11.1.3.2), in bytes. */
const MAX_LENGTH = 0x8000;

/** What was read of one file, piece by piece. The pieces are parts of the trace: they take no memory of their own. */
export class Contents {
  readonly #pieces = new Map<number, Uint8Array>();
  readonly #records = new Map<number, Uint8Array>();

  get isEmpty(): boolean {
    return this.#pieces.size === 0 && this.#records.size === 0;
  }

  /** A later piece from the same offset stands in place of an earlier one, unless it is shorter. */
  addBytes(offset: number, bytes: Uint8Array): void {
    const held = this.#pieces.get(offset)?.length ?? 0;
    if (bytes.length > 0 && bytes.length >= held) this.#pieces.set(offset, bytes);
  }

  addRecord(number: number, bytes: Uint8Array): void {
    if (bytes.length > 0) this.#records.set(number, bytes);
  }

  /** In the order of their numbers; null where none was read. */
  get records(): { readonly number: number; readonly bytes: Uint8Array }[] | null {
    if (this.#records.size === 0) return null;
    return [...this.#records]
      .map(([number, bytes]) => ({ number, bytes }))
      .sort((a, b) => a.number - b.number);
  }

  /** What was read from the first byte on, up to the first gap; of records, all of them one after the other. */
  joined(): { readonly offset: number; readonly bytes: Uint8Array } {
    const { records } = this;
    if (records !== null) {
      return { offset: 0, bytes: concat(...records.map(({ bytes }) => bytes)) };
    }
    const pieces = [...this.#pieces].sort(([a], [b]) => a - b);
    const offset = pieces[0]?.[0] ?? 0;
    const parts: Uint8Array[] = [];
    let end = offset;
    for (const [start, bytes] of pieces) {
      if (start > end || end - offset >= MAX_LENGTH) break;
      const fresh = bytes.subarray(Math.min(end - start, bytes.length));
      parts.push(fresh);
      end += fresh.length;
    }
    return { offset, bytes: concat(...parts).subarray(0, MAX_LENGTH) };
  }
}
