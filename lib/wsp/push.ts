import { type ContentType, contentType } from './content-type.js';
import { Cursor } from './cursor.js';
import { malformed, WspError } from './error.js';
import { MAX_HEADERS, MAX_PUSH } from './limits.js';

/** A push as it came over a connectionless bearer. */
export interface Push extends ContentType {
  /** The transaction, as its sender numbered it. */
  readonly transaction: number;
  /** Byte for byte what is behind the headers. */
  readonly body: Uint8Array;
}

/** The PDU type Push (WAP-230-WSP, table 34). */
const PUSH = 0x06;
const SHIFT = 0x7f;

/**
 * A push PDU: `TID 06 HeadersLen ContentType Headers Data` (WAP-230-WSP, 8.2.4.1), as whoever receives short messages puts it together. Headers but the content type
 * are passed over.
 * Throws `WspError` where it is none, ends too early, or is larger than a bound allows.
 */
export function decodePush(bytes: Uint8Array): Push {
  if (bytes.length > MAX_PUSH) {
    throw new WspError('limit', MAX_PUSH, `at most ${MAX_PUSH} octets`, `${bytes.length}`);
  }
  const cursor = new Cursor(bytes, 0, bytes.length);
  const transaction = cursor.byte('a transaction identifier');
  const type = cursor.byte('a PDU type');
  if (type !== PUSH) {
    throw malformed(1, 'the PDU type 06', type.toString(16).toUpperCase().padStart(2, '0'));
  }
  const start = cursor.at;
  const length = cursor.uintvar('the length of the headers');
  if (length > MAX_HEADERS) {
    throw new WspError('limit', start, `at most ${MAX_HEADERS} octets of headers`, `${length}`);
  }
  const headers = cursor.part(length, 'headers');
  const content = contentType(headers);
  while (!headers.done) passHeader(headers);
  return { transaction, ...content, body: bytes.slice(cursor.at) };
}

/** A shift of code pages, or a name, by number or in text, and a value. */
function passHeader(headers: Cursor): void {
  const first = headers.peek('a header');
  if (first === SHIFT) {
    headers.part(2, 'a shift of code pages');
  } else if (first < 0x20) {
    headers.byte('a shift of code pages');
  } else {
    if (first >= 0x80) headers.byte('a header');
    else headers.text('the name of a header');
    headers.value('the value of a header');
  }
}
