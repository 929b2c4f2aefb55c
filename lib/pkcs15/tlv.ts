import { Pkcs15Error } from './error.js';
import { MAX_FILE_LENGTH, MAX_OBJECTS } from './limits.js';

/** One TLV of a file; all offsets count from the file's first byte. */
export interface Tlv {
  /** One byte, or two as in 5F50. */
  readonly tag: number;
  readonly offset: number;
  /** First byte of the value. */
  readonly start: number;
  /** The byte after the value. */
  readonly end: number;
}

/** Tag or byte as two or four hexadecimal digits. */
export function hexByte(value: number): string {
  const digits = value.toString(16).toUpperCase();
  return digits.padStart(digits.length + (digits.length % 2), '0');
}

const MULTI_BYTE_TAG = 0x1f;
const LONG_LENGTH = 0x80;
/** 82 XX XX reaches beyond the longest file. */
const MAX_LENGTH_BYTES = 2;

/** The TLV whose header starts at `offset`, or null if the header is not whole before `limit`. Its end may lie beyond `limit`. */
function readHeader(file: Uint8Array, offset: number, limit: number): Tlv | null {
  const byteAt = (at: number) => (at < limit ? file[at] : undefined);
  let at = offset;
  let tag = byteAt(at++);
  if (tag === undefined) return null;
  if ((tag & MULTI_BYTE_TAG) === MULTI_BYTE_TAG) {
    const second = byteAt(at);
    if (second === undefined) return null;
    if (second >= 0x80) {
      throw new Pkcs15Error(at, 'a tag of one or two bytes', `${hexByte(second)} as its second`);
    }
    tag = (tag << 8) | second;
    at++;
  }
  const first = byteAt(at);
  if (first === undefined) return null;
  const lengthAt = at++;
  let length = first;
  if (first >= LONG_LENGTH) {
    const count = first - LONG_LENGTH;
    if (count === 0 || count > MAX_LENGTH_BYTES) {
      throw new Pkcs15Error(lengthAt, 'a definite length of at most two bytes', hexByte(first));
    }
    length = 0;
    for (const stop = at + count; at < stop; at++) {
      const byte = byteAt(at);
      if (byte === undefined) return null;
      length = (length << 8) | byte;
    }
  }
  if (at + length > MAX_FILE_LENGTH) {
    throw new Pkcs15Error(lengthAt, `a value within ${MAX_FILE_LENGTH} bytes`, `length ${length}`);
  }
  return { tag, offset, start: at, end: at + length };
}

/**
 * The TLV at `offset`, which must end at `limit` or before. Lengths are definite; a long form longer than needed is accepted,
 * as cards write it. Throws `Pkcs15Error` at the header, or at `limit` where the header is cut off.
 */
export function readTlv(file: Uint8Array, offset: number, limit: number): Tlv {
  const tlv = readHeader(file, offset, limit);
  if (tlv === null) throw new Pkcs15Error(limit, 'the rest of a tag and length', 'the end');
  if (tlv.end > limit) {
    throw new Pkcs15Error(
      offset,
      `tag ${hexByte(tlv.tag)} with ${tlv.end - tlv.start} bytes`,
      `${limit - tlv.start} bytes`,
    );
  }
  return tlv;
}

/**
 * Unused bytes begin at `at`: FF (TS 102 221, 8.2.2.2), 00, or 80 followed by 00, which cards pad with as well.
 * No object of a PKCS#15 file starts with any of them.
 */
export function isPadding(file: Uint8Array, at: number, limit: number): boolean {
  const byte = file[at];
  if (byte === 0xff || byte === 0x00) return true;
  return byte === 0x80 && (at + 1 >= limit || file[at + 1] === 0x00);
}

/** The TLVs that stand one after the other from `start` to `limit` or to the first unused byte. */
export function* objectsIn(file: Uint8Array, start = 0, limit = file.length): Generator<Tlv> {
  if (file.length > MAX_FILE_LENGTH) {
    throw new Pkcs15Error(
      MAX_FILE_LENGTH,
      `at most ${MAX_FILE_LENGTH} bytes`,
      `${file.length} bytes`,
    );
  }
  let count = 0;
  for (let at = start; at < limit && !isPadding(file, at, limit); ) {
    if (++count > MAX_OBJECTS)
      throw new Pkcs15Error(at, `at most ${MAX_OBJECTS} objects`, 'another');
    const tlv = readTlv(file, at, limit);
    yield tlv;
    at = tlv.end;
  }
}

/**
 * For a reader that fetches a file piece by piece: whether `prefix` holds all its objects.
 * `end`: unused bytes begin at `length`, and nothing after it need be read. `more`: the objects fill the prefix, or the last one is not whole yet;
 * a file that has no more is then parsed as it is. A header that no parser will accept is an end too, so that the parser reports it.
 */
export function objectsEnd(
  prefix: Uint8Array,
): { readonly kind: 'end'; readonly length: number } | { readonly kind: 'more' } {
  try {
    for (let at = 0; at < prefix.length; ) {
      // 80 alone may yet be padding or a tag.
      if (prefix[at] === 0x80 && at + 1 === prefix.length) return { kind: 'more' };
      if (isPadding(prefix, at, prefix.length)) return { kind: 'end', length: at };
      const tlv = readHeader(prefix, at, prefix.length);
      if (tlv === null) return { kind: 'more' };
      at = tlv.end;
    }
    return { kind: 'more' };
  } catch (error) {
    if (error instanceof Pkcs15Error) return { kind: 'end', length: prefix.length };
    throw error;
  }
}
