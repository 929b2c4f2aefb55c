import { TlvError } from './error.js';

/** One BER-TLV. All offsets count from the first byte of the whole that was handed in. */
export interface Tlv {
  /** One byte, or two as in 5F50. */
  readonly tag: number;
  readonly offset: number;
  readonly start: number;
  readonly end: number;
  readonly value: Uint8Array;
}

/** TLVs side by side in one template. */
const MAX_SIBLINGS = 128;
const MULTI_BYTE_TAG = 0x1f;

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

function byteAt(bytes: Uint8Array, at: number, end: number, what: string): number {
  const byte = at < end ? bytes[at] : undefined;
  if (byte === undefined) throw new TlvError(at, what, 'the end');
  return byte;
}

/** The TLV at `offset`, which must end at `end` or before. Tags of one or two bytes, lengths of one to three (up to 65535). */
export function readTlv(bytes: Uint8Array, offset: number, end: number): Tlv {
  let at = offset;
  let tag = byteAt(bytes, at++, end, 'a tag');
  if ((tag & MULTI_BYTE_TAG) === MULTI_BYTE_TAG) {
    const second = byteAt(bytes, at, end, 'the second byte of a tag');
    if (second >= 0x80) throw new TlvError(at, 'a tag of at most two bytes', hex(second));
    tag = (tag << 8) | second;
    at++;
  }
  const lengthAt = at;
  let length = byteAt(bytes, at++, end, 'a length');
  if (length >= 0x80) {
    const count = length - 0x80;
    if (count === 0 || count > 2) {
      throw new TlvError(lengthAt, 'a definite length of at most three bytes', hex(length));
    }
    length = 0;
    for (let n = 0; n < count; n++) {
      length = (length << 8) | byteAt(bytes, at++, end, 'the rest of a length');
    }
  }
  if (at + length > end) {
    throw new TlvError(lengthAt, `a length of at most ${end - at}`, `${length}`);
  }
  return { tag, offset, start: at, end: at + length, value: bytes.slice(at, at + length) };
}

/** The TLVs that stand one after the other from `start` to `end`, or to padding with FF or 00. Throws `TlvError`. */
export function readTlvs(bytes: Uint8Array, start = 0, end = bytes.length): Tlv[] {
  const found: Tlv[] = [];
  for (let at = start; at < end && bytes[at] !== 0xff && bytes[at] !== 0x00; ) {
    if (found.length === MAX_SIBLINGS) {
      throw new TlvError(at, `at most ${MAX_SIBLINGS} data objects`, 'another');
    }
    const tlv = readTlv(bytes, at, end);
    found.push(tlv);
    at = tlv.end;
  }
  return found;
}
