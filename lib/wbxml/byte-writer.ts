/** Bytes that are written one after another. */
export class ByteWriter {
  #buffer = new Uint8Array(1024);
  length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.length++] = value;
  }

  /** A multi-byte unsigned integer of at most 32 bits: seven bits a byte, high bits first (WBXML 1.3, 5.1). */
  integer(value: number): void {
    for (let shift = 28; shift > 0; shift -= 7) {
      if (value >>> shift > 0) this.byte(0x80 | ((value >>> shift) & 0x7f));
    }
    this.byte(value & 0x7f);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What has been written, as bytes of its own. */
  written(): Uint8Array {
    return this.#buffer.slice(0, this.length);
  }

  #reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}
