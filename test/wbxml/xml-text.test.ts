import assert from 'node:assert/strict';
import { concat, fromHex } from '../../lib/bytes.js';
import { MAX_XML } from '../../lib/wbxml/limits.js';
import { readXml } from '../../lib/wbxml/read-xml.js';
import { XmlError } from '../../lib/wbxml/xml-error.js';
import { decodeXmlText, isXml } from '../../lib/wbxml/xml-text.js';

const bigEndian = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();
const declared = (encoding: string, quote = '"'): string =>
  `<?xml version='1.0' encoding = ${quote}${encoding}${quote} standalone="yes"?>`;

/** [what it shows, bytes, content of the root]. */
const VECTORS: readonly (readonly [string, Uint8Array, string])[] = [
  ['UTF-8', Buffer.from('<a>é€𝑨</a>'), 'é€𝑨'],
  ['UTF-8 with a byte order mark', Buffer.from('\uFEFF<a>é</a>'), 'é'],
  [
    'UTF-8 with a byte order mark that says more than the declaration',
    Buffer.from(`\uFEFF${declared('ISO-8859-1')}<a>é</a>`),
    'é',
  ],
  ['UTF-8 as declared', Buffer.from(`${declared('utf-8', "'")}<a>é</a>`), 'é'],
  ['ISO-8859-1', Buffer.from(`${declared('iso-8859-1')}<a>é</a>`, 'latin1'), 'é'],
  ['US-ASCII', Buffer.from(`${declared('US-ASCII')}<a>e</a>`), 'e'],
  ['UTF-16 in big endian', bigEndian('\uFEFF<a>é𝑨</a>'), 'é𝑨'],
  ['UTF-16 in little endian', Buffer.from('\uFEFF<a>é𝑨</a>', 'utf16le'), 'é𝑨'],
  ['UTF-16 as declared', bigEndian(`\uFEFF${declared('UTF-16')}<a>é</a>`), 'é'],
  ['UTF-16 in big endian without a byte order mark', bigEndian('<a>é</a>'), 'é'],
  ['UTF-16 in little endian without a byte order mark', Buffer.from('<a>é</a>', 'utf16le'), 'é'],
];

/** [reason, bytes, offset]. */
const MALFORMED: readonly (readonly [string, Uint8Array, number])[] = [
  ['broken UTF-8', fromHex('3C613E C3 3C2F613E'), 3],
  ['UTF-8 cut off', fromHex('3C613E E282'), 3],
  ['UTF-8 cut off in U+FFFD', fromHex('3C613E EFBF'), 5],
  ['an overlong UTF-8 sequence', fromHex('3C613E C0AF 3C2F613E'), 3],
  ['a surrogate in UTF-8', fromHex('3C613E EDA080 3C2F613E'), 3],
  [
    'a high bit in US-ASCII',
    Buffer.from(`${declared('us-ascii')}é`, 'latin1'),
    declared('us-ascii').length,
  ],
  ['UTF-16 of half a character', fromHex('FEFF 003C 00'), 4],
  ['half of a surrogate pair in UTF-16', fromHex('FEFF 003C D835 0041'), 4],
  ['an encoding nobody knows', Buffer.from(`${declared('EBCDIC')}<a/>`), 0],
  ['UTF-16 declared in bytes', Buffer.from(`${declared('UTF-16')}<a/>`), 0],
];

describe('XML in bytes', () => {
  for (const [what, bytes, content] of VECTORS) {
    it(`may be in ${what}`, () => {
      assert.ok(isXml(bytes));
      assert.deepEqual(readXml(decodeXmlText(bytes)).children, [content]);
    });
  }

  for (const [reason, bytes, offset] of MALFORMED) {
    it(`is refused: ${reason}`, () => {
      assert.throws(
        () => decodeXmlText(bytes),
        (error) =>
          error instanceof XmlError && error.code === 'malformed' && error.offset === offset,
      );
    });
  }

  it('is told from WBXML by its first bytes', () => {
    assert.ok(isXml(Buffer.from('\r\n\t <a/>')));
    for (const bytes of ['', '02A4016A', '009F5100', '0300006A', '33']) {
      assert.ok(!isXml(fromHex(bytes)), bytes);
    }
  });

  it('is text wherever it stands in memory', () => {
    const bytes = concat(fromHex('FF'), bigEndian('<a>é</a>'));
    const copy = bytes.slice();
    assert.equal(decodeXmlText(bytes.subarray(1)), '<a>é</a>');
    assert.deepEqual(bytes, copy);
  });

  it('is refused beyond the limit', () => {
    assert.throws(
      () => decodeXmlText(new Uint8Array(2 * MAX_XML + 1)),
      (error) => error instanceof XmlError && error.code === 'limit',
    );
  });
});
