import assert from 'node:assert/strict';
import { concat, fromHex } from '../../lib/bytes.js';
import { decodeEmbedded, decodeWbxml, type WbxmlDocument } from '../../lib/wbxml/decode.js';
import { endOf } from '../../lib/wbxml/end.js';
import { WbxmlError } from '../../lib/wbxml/error.js';
import { MAX_DOCUMENT } from '../../lib/wbxml/limits.js';
import { readXml } from '../../lib/wbxml/read-xml.js';
import { DM_DDF_1_2 } from '../../lib/wbxml/spaces.js';
import { toXml } from '../../lib/wbxml/xml.js';
import { XmlError } from '../../lib/wbxml/xml-error.js';
import { decodeXmlText } from '../../lib/wbxml/xml-text.js';
import { eachDamaged, INPUTS } from '../support/damage.js';
import { parseXml } from './xml-tree.js';

const OBJECT =
  '03 00 00 6A 1B 2D2F2F4F4D412F2F4454442D444D2D44444620312E322F2F454E00 00 02 60 77 03 312E3200 01 64 66 03 5800 01 6F 5C 25 01 01 01 01';

/** Documents with all that a decoder must understand, and tokens that mean something to it. */
const SPACES = {
  SyncML: {
    seeds: [
      OBJECT,
      '02 A401 6A 08 2E2F496E626F7800 6D 6C 71 03 312E3200 01 01 6B 45 4B 03 3100 01 54 6E 57 83 00 01 01 5A 00 01 47 03 62696E00 01 53 83 02 01 01 00 00 4F 03 C3A900 02 8231 01 01 01 12 01 01',
      '01 9F53 04 06 410042004300 43 04 00 03 E900 01 ED 04 02 83 04 04 04 01 C4 02 04 00 01 C3 03 0001FF 01 01',
      `03 01 6A 00 60 76 C3 37 ${OBJECT} 01 01`,
      '03 A401 8777 08 0041000000420000 6D 4F 83 00 03 00E9D835DC680000 01 C4 04 04 00 83 04 C3 02 0043 01 01 01',
    ],
    tokens: '00 01 02 03 04 40 43 44 80 83 84 C0 C3 C4 7F FF 60 64 6D AD',
  },
  PROV: {
    seeds: [
      '03 0B 6A 00 C5 46 01 C6 55 01 87 11 06 03 4E00 01 87 10 06 AB 01 87 08 06 03 C3A900 02 21 01 C6 5A 01 87 0C 06 9A 01 01 01 01',
      '02 0B 6A 05 7737007800 C5 45 03 312E3100 01 C6 00 01 55 01 87 36 06 83 00 01 87 33 06 91 92 90 91 93 01 87 33 06 81 82 80 01 87 00 00 05 83 03 04 03 03 7900 01 01 01',
      '03 00 00 8777 3C 002D002F002F0057004100500046004F00520055004D002F002F004400540044002000500052004F005600200031002E0030002F002F0045004E0000 45 87 07 06 C3 02 0041 01 01',
      '01 0B 04 00 45 00 01 86 50 03 5800 01 00 00 07 01',
    ],
    tokens: '00 01 02 03 04 06 43 44 80 81 83 84 85 C0 C3 45 87 C6 55 01',
  },
};

function attempt(bytes: Uint8Array): WbxmlDocument | WbxmlError {
  try {
    return decodeWbxml(bytes, { space: DM_DDF_1_2 });
  } catch (error) {
    assert.ok(error instanceof WbxmlError, String(error));
    assert.ok(error.offset >= 0 && error.offset <= Math.min(bytes.length, MAX_DOCUMENT));
    return error;
  }
}

/** What the end of a document is, as far as its decoder tells. */
function checkEnd(bytes: Uint8Array, outcome: WbxmlDocument | WbxmlError): void {
  const ending = endOf(bytes);
  if (!(outcome instanceof WbxmlError)) {
    assert.deepEqual(ending, { kind: 'end', length: outcome.length });
  } else if (outcome.truncated) {
    assert.equal(ending.kind, 'more');
  } else if (ending.kind === 'malformed') {
    assert.ok(ending.offset >= outcome.offset);
  }
}

describe('damaged WBXML', () => {
  for (const [name, { seeds, tokens }] of Object.entries(SPACES)) {
    it(`is decoded or refused, its end agreed upon, and printed as well-formed XML: ${name}`, () => {
      const originals = seeds.map(fromHex);
      for (const original of originals) assert.ok(!(attempt(original) instanceof WbxmlError));
      const meaningful = fromHex(tokens);
      const inputs = INPUTS.wbxml / 2;
      let decoded = 0;
      eachDamaged({ seeds: originals, tokens: meaningful, inputs, start: 20090501 }, (bytes) => {
        const outcome = attempt(bytes);
        checkEnd(bytes, outcome);
        if (outcome instanceof WbxmlError) return;
        decoded++;
        if (decoded % 50 > 0) return;
        parseXml(toXml(outcome.root, { unfold: (opaque) => decodeEmbedded(opaque)?.root ?? null }));
      });
      assert.ok(decoded > inputs / 20, `only ${decoded} inputs were decoded`);
    });
  }

  it('costs little at its worst', () => {
    const room = MAX_DOCUMENT - 64;
    const header = fromHex('03 A401 6A 00 6D');
    const end = Uint8Array.of(0x01);
    const filled = (...pattern: number[]): Uint8Array =>
      Uint8Array.from(
        { length: room - (room % pattern.length) },
        (_, at) => pattern[at % pattern.length]!,
      );
    const table = new Uint8Array(0x8000 + 8).fill(0x41);
    table.set(fromHex('03 A401 6A 828000 6D'));
    const references = Array<number[]>(0x3f00).fill([0x83, 0x00]).flat();
    assert.ok(attempt(concat(table, Uint8Array.from(references))) instanceof WbxmlError);
    assert.equal(endOf(concat(table, Uint8Array.from(references))).kind, 'malformed');
    const floods = [
      filled(0x02, 0x41),
      filled(0x03, 0x41, 0x00),
      filled(0x00, 0x00),
      filled(0x6d, 0x03, 0x41, 0x00, 0x01, 0x2d, 0x03, 0x42, 0x00),
      filled(0xc3, 0x02, 0x41, 0x01),
      filled(0x03, 0x00),
      filled(0x02, 0x01),
    ];
    for (const flood of floods) {
      const bytes = concat(header, flood, end);
      const ending = endOf(bytes);
      const document = attempt(bytes);
      if (document instanceof WbxmlError) continue;
      assert.deepEqual(ending, { kind: 'end', length: bytes.length });
      parseXml(toXml(document.root));
    }
  });
});

describe('damaged XML', () => {
  it('is read or refused', () => {
    const text =
      '<?xml version="1.0" encoding="us-ascii"?><!DOCTYPE a [<!ENTITY e "x">]>' +
      '<a xmlns="u" xmlns:p="v" b="&lt;&#65;"><!-- c --><p:d e=\'f\'/>t<![CDATA[<g>]]><?i x?></a>';
    const originals = [
      Buffer.from(text),
      Buffer.from(text.replace('us-ascii', 'utf-8').replace('t<!', 'é€𝑨<!')),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    ];
    const tokens = Buffer.from('<>&;"\'[]!?/=-: xmlnsCDATA#0\0');
    let read = 0;
    eachDamaged({ seeds: originals, tokens, inputs: INPUTS.xml, start: 19980210 }, (bytes) => {
      try {
        readXml(decodeXmlText(bytes));
        read++;
      } catch (error) {
        assert.ok(error instanceof XmlError, String(error));
        assert.ok(error.offset >= 0 && error.offset <= 2 * bytes.length);
      }
    });
    assert.ok(read > INPUTS.xml / 50, `only ${read} inputs were read`);
  });
});
