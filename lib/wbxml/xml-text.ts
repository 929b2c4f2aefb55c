import { type Charset, decodeText } from './charset.js';
import { MAX_XML } from './limits.js';
import { XmlError } from './xml-error.js';

/** Where a document declares its encoding (XML 1.0, 4.3.3), in a text of one byte a character. */
const DECLARATION = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/;
const DECLARATION_LENGTH = 256;

/** What a declaration may call the encodings of one byte a character, in upper case. */
const NAMES: Readonly<Record<string, Charset>> = {
  'UTF-8': 'UTF-8',
  UTF8: 'UTF-8',
  'ISO-8859-1': 'ISO-8859-1',
  LATIN1: 'ISO-8859-1',
  'US-ASCII': 'US-ASCII',
  ASCII: 'US-ASCII',
};

/** `<` after any white space, also in two bytes, or a byte order mark: no WBXML begins so. */
const START = /^(?:\s*<|\0<|\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)/;
const START_LENGTH = 64;

/** True of bytes that are XML text, if they are a document at all, and not WBXML. */
export const isXml = (bytes: Uint8Array): boolean =>
  START.test(Buffer.from(bytes.subarray(0, START_LENGTH)).toString('latin1'));

/**
 * The text of an XML document in bytes: in the encoding that a byte order mark or the first `<` tells, else in the one it declares, else in UTF-8
 * (XML 1.0, Appendix F). UTF-8, UTF-16, ISO-8859-1 and US-ASCII can be decoded. A byte order mark stays in the text.
 *
 * Throws `XmlError`: `malformed`, with an offset in the bytes, where they are no text in that encoding or it is another one; `limit` where there are too many.
 */
export function decodeXmlText(bytes: Uint8Array): string {
  if (bytes.length > 2 * MAX_XML) {
    const expected = `at most ${2 * MAX_XML} bytes`;
    throw new XmlError('limit', { offset: 0, expected, found: `${bytes.length}` });
  }
  const charset = charsetOf(bytes);
  const text = decodeText(bytes, charset);
  if (typeof text === 'string') return text;
  throw new XmlError('malformed', {
    offset: text,
    expected: `text in ${charset}`,
    found: 'bytes that are not',
  });
}

function charsetOf(bytes: Uint8Array): Charset {
  const [first, second] = bytes;
  if ((first === 0xfe && second === 0xff) || (first === 0x00 && second === 0x3c)) return 'UTF-16BE';
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0x00)) return 'UTF-16LE';

  const head = Buffer.from(bytes.subarray(0, DECLARATION_LENGTH)).toString('latin1');
  const declared = DECLARATION.exec(head)?.[1];
  if (declared === undefined) return 'UTF-8';
  const charset = NAMES[declared.toUpperCase()];
  if (charset !== undefined) return charset;
  throw new XmlError('malformed', {
    offset: 0,
    expected: 'UTF-8, UTF-16, ISO-8859-1 or US-ASCII as encoding',
    found: 'the declaration of another',
  });
}
