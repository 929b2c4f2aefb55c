import { WbxmlError } from '../wbxml/index.js';
import { MAX_DOCUMENT, MAX_STRING_TABLE } from '../wbxml/limits.js';
import { UNKNOWN_ID } from '../wbxml/space.js';
import { TokenReader } from '../wbxml/token-reader.js';

/**
 * Where the string table begins of a document that ends within it, so that no element of it is there, but perhaps secrets; null where `bytes` are no such document.
 */
export function cutTable(bytes: Uint8Array): number | null {
  const padded = new Uint8Array(Math.min(bytes.length, MAX_DOCUMENT / 2) + MAX_STRING_TABLE);
  padded.set(bytes.subarray(0, MAX_DOCUMENT / 2));
  try {
    const { header, space } = new TokenReader(padded);
    const isKnown = space !== undefined || header.publicId === UNKNOWN_ID;
    return isKnown && header.tableEnd > bytes.length ? header.tableStart : null;
  } catch (error) {
    if (error instanceof WbxmlError) return null;
    throw error;
  }
}
