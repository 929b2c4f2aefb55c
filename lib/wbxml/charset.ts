/** The character encodings that documents come in, by their names in the IANA registry. */
export type Charset = 'US-ASCII' | 'ISO-8859-1' | 'UTF-8' | 'UTF-16BE' | 'UTF-16LE';

const ENCODINGS: Readonly<Record<Charset, BufferEncoding>> = {
  'US-ASCII': 'ascii',
  'ISO-8859-1': 'latin1',
  'UTF-8': 'utf8',
  'UTF-16BE': 'utf16le',
  'UTF-16LE': 'utf16le',
};

/** Bytes as text, or, where they are no text of that encoding, the offset of the first fault. A byte order mark stays in the text. */
export function decodeText(bytes: Uint8Array, charset: Charset): string | number {
  const littleEndian = charset === 'UTF-16BE' ? swapped(bytes) : bytes;
  const buffer = Buffer.from(littleEndian.buffer, littleEndian.byteOffset, littleEndian.length);
  const encoding = ENCODINGS[charset];
  const text = buffer.toString(encoding);
  // What no character stands for comes back as something else, or not at all.
  const again = Buffer.from(text, encoding);
  return again.equals(buffer) ? text : buffer.findIndex((byte, at) => byte !== again[at]);
}

/** The bytes of each pair in the other order; a byte without a partner stays. */
function swapped(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  copy.subarray(0, copy.length & ~1).swap16();
  return copy;
}
