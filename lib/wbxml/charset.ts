import { isUtf8 } from 'node:buffer';

/**
 * The character sets that documents come in, by their names in the IANA registry. UTF-16 is big endian,
 * unless a byte order mark says otherwise, which is then no part of the text; in the others a mark is text.
 */
export type Charset = 'US-ASCII' | 'ISO-8859-1' | 'UTF-8' | 'UTF-16' | 'UTF-16BE' | 'UTF-16LE';

/** Half of a surrogate pair; both halves are one character. */
export const SURROGATE = /\p{Cs}/u;

/** Bytes as text, or, where they are no text in that character set, the offset of the first fault. */
export function decodeText(bytes: Uint8Array, charset: Charset): string | number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (charset) {
    case 'US-ASCII':
      return checked(buffer, 'ascii');
    case 'ISO-8859-1':
      return buffer.toString('latin1');
    case 'UTF-8':
      return isUtf8(buffer) ? buffer.toString('utf8') : checked(buffer, 'utf8');
    case 'UTF-16':
      return utf16(buffer);
    case 'UTF-16BE':
      return littleEndian(swapped(buffer));
    case 'UTF-16LE':
      return littleEndian(buffer);
  }
}

function utf16(buffer: Buffer): string | number {
  const isLittle = buffer[0] === 0xff && buffer[1] === 0xfe;
  const text = littleEndian(isLittle ? buffer : swapped(buffer));
  return typeof text === 'string' && text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function littleEndian(buffer: Buffer): string | number {
  const text = checked(buffer, 'utf16le');
  const lone = typeof text === 'string' ? text.search(SURROGATE) : -1;
  return lone < 0 ? text : 2 * lone;
}

/** What no character stands for comes back as something else, or not at all. */
function checked(buffer: Buffer, encoding: BufferEncoding): string | number {
  const text = buffer.toString(encoding);
  const again = Buffer.from(text, encoding);
  if (again.equals(buffer)) return text;
  const fault = buffer.findIndex((byte, at) => byte !== again[at]);
  // The beginning of the character that stands for no other may be all there is.
  return fault < 0 ? buffer.length : fault;
}

/** The bytes of each pair in the other order; a byte without a partner stays. */
function swapped(buffer: Buffer): Buffer {
  const copy = Buffer.from(buffer);
  copy.subarray(0, copy.length & ~1).swap16();
  return copy;
}
