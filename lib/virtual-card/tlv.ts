import { concat } from '../bytes.js';

/** One BER-TLV with a one-byte tag and a definite length of one to three bytes. */
export function tlv(tag: number, ...value: readonly Uint8Array[]): Uint8Array {
  const body = concat(...value);
  return concat(Uint8Array.of(tag, ...lengthBytes(body.length)), body);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** The TLVs (one-byte tags, lengths below 128) up to padding with FF or the end; null where they do not fit. */
export function readTlvs(bytes: Uint8Array): Tlv[] | null {
  const found: Tlv[] = [];
  for (let at = 0; at < bytes.length && bytes[at] !== 0xff; ) {
    const tag = bytes[at]!;
    const length = bytes[at + 1] ?? 0xff;
    const value = bytes.subarray(at + 2, at + 2 + length);
    if (length > 0x7f || value.length !== length) return null;
    found.push({ tag, value });
    at += 2 + length;
  }
  return found;
}
