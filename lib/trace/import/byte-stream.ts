import { CaptureError } from '../error.js';

/** Bytes that come in chunks, taken piece by piece. No more is held than a piece and a chunk. */
export class ByteStream {
  readonly #name: string;
  readonly #chunks: Iterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();
  /** Of the next byte, from the start of the file. */
  offset = 0;

  constructor(chunks: Iterable<Uint8Array>, name: string) {
    this.#name = name;
    this.#chunks = chunks[Symbol.iterator]();
  }

  /** The next `length` bytes, or null where the stream has ended. Throws `CaptureError` where it ends within them. */
  take(length: number, what: string): DataView | null {
    const parts: Uint8Array[] = [];
    let held = 0;
    for (let part = this.#held; ; ) {
      parts.push(part);
      held += part.length;
      if (held >= length) break;
      const next = this.#chunks.next();
      if (next.done === true) {
        if (held === 0) return null;
        throw this.refused('malformed', what, 'the end of the file');
      }
      part = next.value;
    }
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    this.#held = bytes.subarray(length);
    this.offset += length;
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }

  /** The same, where the stream must not end. */
  need(length: number, what: string): DataView {
    const bytes = this.take(length, what);
    if (bytes === null) throw this.refused('malformed', what, 'the end of the file');
    return bytes;
  }

  /** The refusal of what stands `back` bytes before the next one. */
  refused(code: 'malformed' | 'limit', expected: string, found: string, back = 0): CaptureError {
    const place = { file: this.#name, offset: this.offset - back };
    return new CaptureError(code, place, expected, found);
  }
}
