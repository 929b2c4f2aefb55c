import { fromBase64 } from '../bytes.js';
import type { NodeFormat } from '../tree/format.js';
import { toText } from './dom.js';

/** One word, a slash, another word: a MIME type. */
const MIME = /^[\w.+-]+\/[\w.+-]+$/;

/** A type as an interior node has it: an MO identifier, not the MIME type that some write there, or that holds by default. */
export function moIdentifier(type: string | null): string | null {
  return type === null || type === '' || MIME.test(type) ? null : type;
}

/** True where data has this length in bytes: as it stands, or as what its base64 stands for. */
export function isOfLength(data: string | Uint8Array, length: number): boolean {
  if (Buffer.byteLength(data) === length) return true;
  return typeof data === 'string' && fromBase64(data)?.length === length;
}

/**
 * The value of a leaf as the tree keeps it. `bin` is octets: as they came, or, from text, what its base64 stands for
 * (XML has no other way; text that is no base64 is taken byte for byte). All other formats are text, `b64` in its base64 form.
 * Throws `MessageError` where text is not UTF-8.
 */
export function leafValue(
  format: NodeFormat,
  data: string | Uint8Array | null,
  offset: number,
): string | Uint8Array | null {
  if (data === null || format === 'null') return null;
  if (format !== 'bin') return toText(data, offset);
  if (typeof data !== 'string') return data.slice();
  return fromBase64(data) ?? Uint8Array.from(Buffer.from(data));
}
