import { ByteWriter } from './byte-writer.js';

/** Texts, each once, with the NUL that ends it. */
export class StringTable extends ByteWriter {
  readonly #indexes = new Map<string, number>();

  index(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.length;
    this.#indexes.set(text, index);
    this.bytes(Buffer.from(text));
    this.byte(0);
    return index;
  }
}
