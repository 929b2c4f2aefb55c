import { type Charset, decodeText } from './charset.js';
import type { Cursor } from './cursor.js';
import { hex, WbxmlError } from './error.js';
import { MAX_STRING_TABLE } from './limits.js';

export type WbxmlVersion = '1.0' | '1.1' | '1.2' | '1.3';

const VERSIONS: Readonly<Record<number, WbxmlVersion>> = {
  0: '1.0',
  1: '1.1',
  2: '1.2',
  3: '1.3',
};

/** The highest version byte. No text begins with one so low. */
export const LAST_VERSION = 0x03;

/** The character sets that can be decoded, by their MIBenum numbers in the IANA registry. UCS-2 is UTF-16 without the pairs. */
const CHARSETS: Readonly<Record<number, Charset>> = {
  0: 'UTF-8',
  3: 'US-ASCII',
  4: 'ISO-8859-1',
  106: 'UTF-8',
  1000: 'UTF-16',
  1013: 'UTF-16BE',
  1014: 'UTF-16LE',
  1015: 'UTF-16',
};

/** What stands before the body of a document (WBXML 1.3, 5.4-5.7). */
export interface Header {
  readonly version: WbxmlVersion;
  /** The number, or the text that stands in the string table. */
  readonly publicId: number | string;
  /** Where a textual public id begins, in bytes from the start of the string table; null where it is a number. */
  readonly publicIdIndex: number | null;
  /** MIBenum; 0 (unknown, taken for UTF-8) also where version 1.0 has none. */
  readonly charset: number;
  readonly charsetName: Charset;
  /** Bytes of the character that ends a string: 2 in UTF-16. */
  readonly unit: 1 | 2;
  /** The string table, in bytes from the start of the document; the end is exclusive. */
  readonly tableStart: number;
  readonly tableEnd: number;
}

/** Reads the header and leaves the cursor at the body. */
export function readHeader(cursor: Cursor): Header {
  const versionByte = cursor.byte('a WBXML version');
  const version = VERSIONS[versionByte];
  if (version === undefined) {
    throw new WbxmlError('malformed', {
      offset: 0,
      expected: 'a WBXML version from 1.0 to 1.3',
      found: `version byte ${hex(versionByte)}`,
    });
  }

  const idOffset = cursor.at;
  const number = cursor.integer('a public identifier');
  const publicIdIndex =
    number === 0 ? cursor.integer('the string table index of the public identifier') : null;

  const charsetOffset = cursor.at;
  const charset = version === '1.0' ? 0 : cursor.integer('a character set');
  const charsetName = CHARSETS[charset];
  if (charsetName === undefined) {
    throw new WbxmlError('charset', {
      offset: charsetOffset,
      expected: 'UTF-8, US-ASCII, ISO-8859-1, UCS-2, UTF-16 or unknown as character set',
      found: `MIBenum ${charset}`,
    });
  }
  const unit = charsetName.startsWith('UTF-16') ? 2 : 1;

  const length = cursor.integer('the length of the string table');
  if (length > MAX_STRING_TABLE) {
    throw new WbxmlError('limit', {
      offset: cursor.at,
      expected: `a string table of at most ${MAX_STRING_TABLE} bytes`,
      found: `${length}`,
    });
  }
  const tableStart = cursor.skip(length, 'the string table');
  const tableEnd = cursor.at;
  if (publicIdIndex !== null && publicIdIndex >= length) {
    throw new WbxmlError('malformed', {
      offset: idOffset,
      expected: 'a public identifier in the string table',
      found: `index ${publicIdIndex} of a table of ${length} bytes`,
    });
  }

  const strings = { tableStart, tableEnd, charsetName, unit } as const;
  const publicId =
    publicIdIndex === null
      ? number
      : publicIdText(cursor.bytes, tableStart + publicIdIndex, strings);
  return { version, publicId, publicIdIndex, charset, ...strings };
}

/** `-//OWNER//DTD NAME//EN`, a formal public identifier of a document type (ISO 8879, 10.2). */
const FORMAL = /^-\/\/[A-Z0-9.]{1,32}\/\/DTD[ -][A-Za-z0-9 .-]{1,40}\/\/EN$/;

/** A public identifier for a message to people. Text is shown only if it is one: a damaged index may point to anything in the string table. */
export function publicIdName({ publicId, publicIdIndex }: Header): string {
  if (typeof publicId === 'number') return hex(publicId);
  return FORMAL.test(publicId)
    ? `"${publicId}"`
    : `${publicId.length} other characters at index ${publicIdIndex} of the string table`;
}

/** A table that ends with a public identifier need not end it: writers in the field leave its NUL out. */
function publicIdText(
  bytes: Uint8Array,
  start: number,
  { tableEnd, charsetName, unit }: Pick<Header, 'tableEnd' | 'charsetName' | 'unit'>,
): string {
  let end = start;
  while (end < tableEnd && (bytes[end] !== 0 || (unit === 2 && bytes[end + 1] !== 0))) end += unit;
  const text = decodeText(bytes.subarray(start, Math.min(end, tableEnd)), charsetName);
  if (typeof text === 'string') return text;
  throw new WbxmlError('malformed', {
    offset: start + text,
    expected: `a public identifier in ${charsetName}`,
    found: 'bytes that are not',
  });
}
