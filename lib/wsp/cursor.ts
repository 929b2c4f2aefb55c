import { malformed } from './error.js';

/** Octets of an integer of variable length (uintvar). */
const MAX_UINTVAR = 5;

/** Octets of a number that is understood. */
const MAX_INTEGER = 6;

const QUOTE = 0x7f;
const TEXT = 0x20;
const LENGTH_QUOTE = 0x1f;

/** A value of a header or a parameter: a number, text, or octets that are none of these. */
export type Value = number | string | null;

/** A place in a part of a PDU, which only moves forward. Reading beyond the end of the part is `malformed`. */
export class Cursor {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end;
  }

  get done(): boolean {
    return this.at >= this.#end;
  }

  byte(expected: string): number {
    if (this.done) throw malformed(this.at, expected, 'the end');
    return this.#bytes[this.at++]!;
  }

  peek(expected: string): number {
    if (this.done) throw malformed(this.at, expected, 'the end');
    return this.#bytes[this.at]!;
  }

  /** An integer of variable length: seven bits an octet, high ones first (WAP-230-WSP, 8.1.2). */
  uintvar(expected: string): number {
    const start = this.at;
    let value = 0;
    for (let taken = 0; taken < MAX_UINTVAR; taken += 1) {
      const octet = this.byte(expected);
      value = value * 128 + (octet & 0x7f);
      if (octet < 0x80) return value;
    }
    throw malformed(start, `${expected} of at most ${MAX_UINTVAR} octets`, 'a longer one');
  }

  /** The octets of a part, and the place behind it. */
  part(length: number, expected: string): Cursor {
    const end = this.at + length;
    if (end > this.#end) {
      throw malformed(this.at, `${expected} of ${length} octets`, `${this.#end - this.at}`);
    }
    const part = new Cursor(this.#bytes, this.at, end);
    this.at = end;
    return part;
  }

  /** Value-length: 0 to 30, or a uintvar behind 31 (8.4.2.2). */
  length(expected: string): number {
    const first = this.byte(expected);
    if (first < LENGTH_QUOTE) return first;
    if (first === LENGTH_QUOTE) return this.uintvar(expected);
    throw malformed(this.at - 1, `the length of ${expected}`, 'another octet');
  }

  /** Text up to its NUL, without the octet that quotes it. */
  text(expected: string): string {
    const start = this.at;
    const first = this.peek(expected);
    if (first === QUOTE || first === 0x22) this.at += 1;
    const from = this.at;
    while (this.byte(`${expected}, ended by 00`) !== 0);
    const octets = this.#bytes.subarray(from, this.at - 1);
    if (octets.some((octet) => octet < TEXT || octet > 0x7e)) {
      throw malformed(start, `${expected} of printable ASCII`, 'another octet in it');
    }
    return Buffer.from(octets).toString('latin1');
  }

  /** Integer-value: an octet with its high bit set, or the length of a number and the number. */
  integer(expected: string): number {
    const start = this.at;
    const first = this.byte(expected);
    if (first >= 0x80) return first & 0x7f;
    if (first === 0 || first > MAX_INTEGER) {
      throw malformed(start, `${expected} of 1 to ${MAX_INTEGER} octets`, `${first}`);
    }
    const part = this.part(first, expected);
    let value = 0;
    while (!part.done) value = value * 256 + part.byte(expected);
    return value;
  }

  /** A value of any kind, told by its first octet (8.4.1.2). */
  value(expected: string): Value {
    const first = this.peek(expected);
    if (first >= 0x80) return this.integer(expected);
    if (first >= TEXT) return this.text(expected);
    if (first > 0 && first <= MAX_INTEGER) return this.integer(expected);
    this.part(this.length(expected), expected);
    return null;
  }
}
