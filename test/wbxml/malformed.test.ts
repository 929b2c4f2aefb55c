import assert from 'node:assert/strict';
import { concat, fromHex } from '../../lib/bytes.js';
import { decodeWbxml } from '../../lib/wbxml/decode.js';
import { WbxmlError } from '../../lib/wbxml/error.js';
import {
  MAX_ATTRIBUTES,
  MAX_DEPTH,
  MAX_DOCUMENT,
  MAX_NODES,
  MAX_STRING_TABLE,
  MAX_TEXT,
} from '../../lib/wbxml/limits.js';

/** The header of a SyncML 1.2 document in UTF-8 without a string table: 5 bytes. */
const HEADER = '03 A401 6A 00';

/** [reason, bytes, code, offset]. */
const CASES: readonly (readonly [string, string, WbxmlError['code'], number])[] = [
  ['a version of the future', '04 A401 6A 00 2D', 'malformed', 0],
  ['a major version of 2', '10 A401 6A 00 2D', 'malformed', 0],
  ['XML', '3C 53 2F 3E', 'malformed', 0],
  ['an unwritten file', 'FFFFFFFF', 'malformed', 0],
  ['a zeroed file: its identifier is not in its empty table', '00000000', 'malformed', 1],
  ['a public identifier of six bytes', '03 808080808001 6A 00 2D', 'malformed', 1],
  ['a public identifier of 35 bits', '03 FFFFFFFF7F 6A 00 2D', 'malformed', 1],
  ['a public identifier behind the table', '03 00 03 6A 02 4142 2D', 'malformed', 1],
  ['an unknown public identifier', '03 01 6A 00 2D', 'unknown-space', 1],
  ['the number of another document type', '03 0A 6A 00 7F 01', 'unknown-space', 1],
  ['the text of another document type', '03 00 00 6A 02 4142 2D', 'unknown-space', 1],
  ['Shift JIS', '03 A401 11 00 2D', 'charset', 3],
  ['a character set nobody knows', '03 A401 7F 00 2D', 'charset', 3],
  ['a string table longer than any may be', '03 A401 6A 828001 2D', 'limit', 7],
  ['a public identifier that is no UTF-8', '03 00 00 6A 02 41FF 2D', 'malformed', 6],
  ['text in place of the root', `${HEADER} 03 4100`, 'malformed', 5],
  ['a character in place of the root', `${HEADER} 02 41`, 'malformed', 5],
  ['an extension in place of the root', `${HEADER} C0`, 'malformed', 5],
  ['END in place of the root', `${HEADER} 01`, 'malformed', 5],
  ['opaque content in place of the root', `${HEADER} C3 00`, 'malformed', 5],
  ['a tag token without a name', `${HEADER} 3D`, 'malformed', 5],
  ['the reserved tag token', `${HEADER} 6D 30 01`, 'malformed', 6],
  ['a tag on a code page without tags', `${HEADER} 6D 00 07 05 01`, 'malformed', 8],
  ['an attribute token where there are none', `${HEADER} AD 05 01`, 'malformed', 6],
  [
    'an attribute value token where there are none',
    '03 A401 6A 02 4100 AD 04 00 85 01',
    'malformed',
    10,
  ],
  ['a value before any attribute', `${HEADER} AD 03 4100 01`, 'malformed', 6],
  ['the same attribute twice', '03 A401 6A 02 4100 AD 04 00 04 00 01', 'malformed', 10],
  ['a literal element in an attribute list', '03 A401 6A 02 4100 AD 44 00 01', 'malformed', 8],
  ['an instruction in an attribute list', `${HEADER} AD 43 01`, 'malformed', 6],
  ['opaque content in WBXML 1.0', '00 A401 00 6D C3 00 01', 'malformed', 5],
  [
    'opaque data in an attribute in WBXML 1.1',
    '01 A401 6A 02 4100 AD 04 00 C3 00 01',
    'malformed',
    10,
  ],
  [
    'opaque data in an attribute that is no text',
    '03 A401 6A 02 4100 AD 04 00 C3 01 FF 01',
    'malformed',
    12,
  ],
  ['an extension in an attribute', '03 A401 6A 02 4100 AD 04 00 C0 01', 'malformed', 10],
  ['an attribute token of no page', '03 0B 6A 00 C5 00 02 45 01 01', 'malformed', 7],
  ['a start that PROV does not have', '03 0B 6A 00 C5 40 4100 01', 'malformed', 5],
  ['a value that PROV does not have', '03 0B 6A 00 C5 45 8D 01 01', 'malformed', 6],
  ['an extension of PROV on page 0', '03 0B 6A 00 C5 45 80 05 01 01', 'malformed', 6],
  ['an extension in content', `${HEADER} 6D C0 01`, 'malformed', 6],
  ['an extension with a string', `${HEADER} 6D 40 4100 01`, 'malformed', 6],
  ['an extension with an integer', `${HEADER} 6D 80 05 01`, 'malformed', 6],
  ['a literal attribute that is no XML name', '03 A401 6A 02 3C00 AD 04 00 01', 'malformed', 8],
  [
    'a surrogate as entity in an attribute',
    '03 A401 6A 02 4100 AD 04 00 02 83B000 01',
    'malformed',
    10,
  ],
  ['a literal without a string table', `${HEADER} 04 00`, 'malformed', 5],
  ['a literal that is no XML name', '03 A401 6A 03 3C4100 04 00', 'malformed', 8],
  ['a literal with a prefix', '03 A401 6A 04 613A6200 04 00', 'malformed', 9],
  ['a literal of no characters', '03 A401 6A 01 00 04 00', 'malformed', 6],
  ['a string behind the table', '03 A401 6A 02 4100 6D 83 02 01', 'malformed', 8],
  ['a surrogate as entity', `${HEADER} 6D 02 83B000 01`, 'malformed', 6],
  ['an entity beyond Unicode', `${HEADER} 6D 02 C48000 01`, 'malformed', 6],
  ['broken UTF-8', `${HEADER} 6D 03 41C300 01`, 'malformed', 8],
  ['an overlong UTF-8 sequence', `${HEADER} 6D 03 C0AF00 01`, 'malformed', 7],
  ['a UTF-8 sequence cut in two strings', `${HEADER} 6D 03 C300 03 A900 01`, 'malformed', 7],
  ['broken UTF-8 in the string table', '03 A401 6A 02 FF00 6D 83 00 01', 'malformed', 5],
  ['a high bit in US-ASCII', '03 A401 03 00 6D 03 41E900 01', 'malformed', 8],
  [
    'half of a surrogate pair in UTF-16',
    '03 A401 8777 00 6D 03 0041D83500410000 01',
    'malformed',
    10,
  ],
  ['the other half of it in UTF-16LE', '03 A401 8776 00 6D 03 35DC0000 01', 'malformed', 8],
  [
    'half a character of UTF-16 in the string table',
    '03 A401 8777 03 004100 6D 83 00 01',
    'malformed',
    8,
  ],
  ['opaque data longer than any document', `${HEADER} 6D C3 84808000 01`, 'limit', 11],
  [
    'text in the literal around the root',
    '03 00 00 6A 1A 2D2F2F4F4D412F2F4454442D444D2D44444620312E322F2F454E 44 00 03 4100 20 01',
    'malformed',
    33,
  ],
  [
    'two elements in the literal around the root',
    '03 00 00 6A 1A 2D2F2F4F4D412F2F4454442D444D2D44444620312E322F2F454E 44 00 20 20 01',
    'malformed',
    34,
  ],
];

/** [where the bytes end, bytes]: each could still become a document. */
const CUT: readonly (readonly [string, string])[] = [
  ['before the version', ''],
  ['in the public identifier', '03 A4'],
  ['before the index of the public identifier', '03 00'],
  ['before the character set', '03 A401'],
  ['before the length of the string table', '03 A401 6A'],
  ['in the string table', '03 A401 6A 02 41'],
  ['before the root', HEADER],
  ['in the root', `${HEADER} 6D`],
  ['in an attribute list', `${HEADER} AD`],
  ['in a string', `${HEADER} 6D 03 41`],
  ['in the character that ends a string', '03 A401 8777 00 6D 03 0041 00'],
  ['in an entity', `${HEADER} 6D 02 81`],
  ['in opaque data', `${HEADER} 6D C3 02 41`],
  ['at a code page', `${HEADER} 6D 00`],
  ['in an instruction', `${HEADER} 43 01 6D 43`],
];

function refused(bytes: Uint8Array): WbxmlError {
  try {
    decodeWbxml(bytes);
  } catch (error) {
    assert.ok(error instanceof WbxmlError, String(error));
    return error;
  }
  return assert.fail('decoded');
}

function header(...body: readonly number[]): Uint8Array {
  return Uint8Array.of(0x03, 0xa4, 0x01, 0x6a, 0x00, ...body);
}

describe('malformed WBXML', () => {
  for (const [reason, document, code, offset] of CASES) {
    it(`is refused: ${reason}`, () => {
      const error = refused(fromHex(document));
      assert.deepEqual({ code: error.code, offset: error.offset }, { code, offset });
      assert.equal(error.truncated, false);
    });
  }

  for (const [where, document] of CUT) {
    it(`is refused as truncated: the bytes end ${where}`, () => {
      const bytes = fromHex(document);
      const error = refused(bytes);
      assert.deepEqual(
        { code: error.code, offset: error.offset, truncated: error.truncated },
        { code: 'malformed', offset: bytes.length, truncated: true },
      );
    });
  }

  it('shows no text of the message', () => {
    const error = refused(fromHex(`${HEADER} 6D 03 736563726574FF00 01`));
    assert.doesNotMatch(error.message, /secret/);
  });

  it('shows a public identifier that is one, and of any other text the length', () => {
    const withId = (id: string): WbxmlError => {
      const bytes = Buffer.from(id);
      return refused(Uint8Array.of(0x03, 0x00, 0x00, 0x6a, bytes.length, ...bytes, 0x2d));
    };
    assert.equal(withId('-//WAPFORUM//DTD WML 1.3//EN').found, '"-//WAPFORUM//DTD WML 1.3//EN"');
    for (const id of ['secret', '-//secret//DTD X//EN', '-//X//DTD se\u0001cret//EN', '-//X//EN']) {
      assert.equal(
        withId(id).found,
        `${id.length} other characters at index 0 of the string table`,
      );
    }
  });
});

describe('the limits of WBXML', () => {
  it('end a document without an end', () => {
    const bytes = new Uint8Array(MAX_DOCUMENT + 1).fill(0x41);
    bytes.set(header(0x6d, 0x03));
    assert.equal(refused(bytes).code, 'limit');
    assert.equal(refused(bytes.subarray(0, MAX_DOCUMENT)).truncated, true);
  });

  it('allow a document of just their size', () => {
    const bytes = new Uint8Array(MAX_DOCUMENT + 10).fill(0x41);
    bytes.set(header(0x6d, 0x03));
    bytes.set([0x00, 0x01, 0xff], MAX_DOCUMENT - 2);
    assert.equal(decodeWbxml(bytes).length, MAX_DOCUMENT);
  });

  it('end a string table', () => {
    const table = (length: number): Uint8Array =>
      concat(
        Uint8Array.of(0x03, 0xa4, 0x01, 0x6a),
        Uint8Array.of(0x80 | (length >> 14), 0x80 | ((length >> 7) & 0x7f), length & 0x7f),
        new Uint8Array(length),
        Uint8Array.of(0x2d),
      );
    assert.equal(decodeWbxml(table(MAX_STRING_TABLE)).length, MAX_STRING_TABLE + 8);
    assert.equal(refused(table(MAX_STRING_TABLE + 1)).code, 'limit');
  });

  it('end a depth', () => {
    const deep = (depth: number): Uint8Array =>
      header(...Array<number>(depth).fill(0x6d), ...Array<number>(depth).fill(0x01));
    assert.equal(decodeWbxml(deep(MAX_DEPTH)).length, 5 + 2 * MAX_DEPTH);
    assert.equal(refused(deep(MAX_DEPTH + 1)).code, 'limit');
  });

  it('end a number of elements, opaque pieces and instructions', () => {
    for (const piece of [[0x2d], [0xc3, 0x00], [0x43, 0x01]]) {
      const flood = (count: number): Uint8Array =>
        header(0x6d, ...Array<number[]>(count).fill(piece).flat(), 0x01);
      assert.equal(decodeWbxml(flood(MAX_NODES - 1)).length, 7 + piece.length * (MAX_NODES - 1));
      assert.equal(refused(flood(MAX_NODES)).code, 'limit');
    }
  });

  it('end the attributes of an element', () => {
    const names = Array.from({ length: MAX_ATTRIBUTES + 1 }, (_, at) => `a${at}`);
    const table = Buffer.from(names.map((name) => `${name}\0`).join(''));
    const many = (count: number): Uint8Array =>
      Uint8Array.of(
        ...[0x03, 0xa4, 0x01, 0x6a, 0x80 | (table.length >> 7), table.length & 0x7f],
        ...table,
        0xad,
        ...names.slice(0, count).flatMap((name) => {
          const index = table.indexOf(`${name}\0`);
          return [0x04, 0x80 | (index >> 7), index & 0x7f];
        }),
        0x01,
      );
    assert.equal(decodeWbxml(many(MAX_ATTRIBUTES)).root.attributes.length, MAX_ATTRIBUTES);
    assert.equal(refused(many(MAX_ATTRIBUTES + 1)).code, 'limit');
  });

  it('end the text that references to the string table make', () => {
    const table = 0x4000;
    const many = (count: number): Uint8Array => {
      const bytes = new Uint8Array(7 + table + 2 + 2 * count).fill(0x41);
      bytes.set([0x03, 0xa4, 0x01, 0x6a, 0x81, 0x80, 0x00]);
      bytes.set([0x6d, ...Array<number[]>(count).fill([0x83, 0x00]).flat(), 0x01], 7 + table);
      return bytes;
    };
    assert.deepEqual(decodeWbxml(many(MAX_TEXT / table)).root.children, ['A'.repeat(MAX_TEXT)]);
    assert.equal(refused(many(MAX_TEXT / table + 1)).code, 'limit');
  });
});
