import type { Cursor } from './cursor.js';
import { hex, WbxmlError } from './error.js';

export type WbxmlVersion = '1.0' | '1.1' | '1.2' | '1.3';

const VERSIONS: Readonly<Record<number, WbxmlVersion>> = {
  0: '1.0',
  1: '1.1',
  2: '1.2',
  3: '1.3',
};

/** IANA MIBenum numbers of the character sets that can be decoded. */
export const CHARSETS = { unknown: 0, usAscii: 3, latin1: 4, utf8: 106 } as const;

const SUPPORTED: ReadonlySet<number> = new Set(Object.values(CHARSETS));

/** What stands before the body of a document (WBXML 1.3, 5.4-5.7). */
export interface Header {
  readonly version: WbxmlVersion;
  /** The number, or the text that stands in the string table. */
  readonly publicId: number | string;
  /** Where a textual public id begins, in bytes from the start of the string table; null where it is a number. */
  readonly publicIdIndex: number | null;
  /** MIBenum; 0 (unknown, taken for UTF-8) also where version 1.0 has none. */
  readonly charset: number;
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
  const charset = version === '1.0' ? CHARSETS.unknown : cursor.integer('a character set');
  if (!SUPPORTED.has(charset)) {
    throw new WbxmlError('charset', {
      offset: charsetOffset,
      expected: 'UTF-8, US-ASCII, ISO-8859-1 or unknown as character set',
      found: `MIBenum ${charset}`,
    });
  }

  const length = cursor.integer('the length of the string table');
  const tableStart = cursor.skip(length, 'the string table');
  const tableEnd = cursor.at;
  if (publicIdIndex !== null && publicIdIndex >= length) {
    throw new WbxmlError('malformed', {
      offset: idOffset,
      expected: 'a public identifier in the string table',
      found: `index ${publicIdIndex} of a table of ${length} bytes`,
    });
  }

  const publicId =
    publicIdIndex === null
      ? number
      : publicIdText(cursor.bytes.subarray(tableStart + publicIdIndex, tableEnd));
  return { version, publicId, publicIdIndex, charset, tableStart, tableEnd };
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

/** Public identifiers are ASCII. A table that ends with one need not end it: writers in the field leave its NUL out. */
function publicIdText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.buffer, bytes.byteOffset, end < 0 ? bytes.length : end).toString(
    'latin1',
  );
}
