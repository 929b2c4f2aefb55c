import assert from 'node:assert/strict';
import { fromHex, toHex } from '../../lib/bytes.js';
import { decodeEmbedded, decodeWbxml } from '../../lib/wbxml/decode.js';
import type { Element } from '../../lib/wbxml/element.js';
import { endOf } from '../../lib/wbxml/end.js';
import { WbxmlError } from '../../lib/wbxml/error.js';
import type { CodeSpace } from '../../lib/wbxml/space.js';
import {
  DEVINF_1_1,
  DEVINF_1_2,
  DM_DDF_1_2,
  PROV,
  SPACES,
  SYNCML_1_2,
} from '../../lib/wbxml/spaces.js';
import { shape } from './shape.js';

function text(ascii: string): string {
  return toHex(Buffer.from(ascii, 'utf8'));
}

const DDF_ID = text('-//OMA//DTD-DM-DDF 1.2//EN');
const utf16 = (ascii: string): string => ascii.replace(/../g, '00$&');

const SYNCML_11_ID = text('-//SYNCML//DTD SyncML 1.1//EN');

/** [what it shows, the document, its tree]. */
const VECTORS: readonly (readonly [string, string, string])[] = [
  ['an empty root', '03 A401 6A 00 2D', 'SyncML'],
  ['an empty root with content bit and END', '03 A401 6A 00 6D 01', 'SyncML'],
  ['version 1.0, which has no character set', '00 A401 00 2D', 'SyncML'],
  ['version 1.1', '01 A401 6A 00 2D', 'SyncML'],
  ['version 1.2', '02 A401 6A 00 2D', 'SyncML'],
  ['SyncML 1.0 by number', '03 9F51 6A 00 2D', 'SyncML'],
  ['SyncML 1.1 by number', '03 9F53 6A 00 2D', 'SyncML'],
  ['DevInf 1.1 by number', '03 9F54 6A 00 4A 1C 01', 'DevInf(Size)'],
  ['DevInf 1.2 by number', '03 A403 6A 00 4A 1C 34 01', 'DevInf(MaxSize SupportHierarchicalSync)'],
  ['a number with leading zero groups', '03 808 0A401 6A 00 2D', 'SyncML'],
  ['a textual identifier', `02 00 00 6A 1E ${SYNCML_11_ID}00 2D`, 'SyncML'],
  ['a textual identifier that the table cuts off', `02 00 00 6A 1D ${SYNCML_11_ID} 2D`, 'SyncML'],
  ['a textual identifier later in the table', `02 00 02 6A 1F 4100 ${SYNCML_11_ID} 2D`, 'SyncML'],
  ['an inline string', '03 A401 6A 00 6D 71 03 312E32 00 01 01', 'SyncML(VerDTD("1.2"))'],
  ['an empty string is no content', '03 A401 6A 00 6D 71 03 00 01 01', 'SyncML(VerDTD)'],
  ['a table string', '03 A401 6A 03 616200 6D 71 83 00 01 01', 'SyncML(VerDTD("ab"))'],
  ['the tail of a table string', '03 A401 6A 03 616200 6D 71 83 01 01 01', 'SyncML(VerDTD("b"))'],
  [
    'a table string that the table cuts off',
    '03 A401 6A 02 6162 6D 71 83 00 01 01',
    'SyncML(VerDTD("ab"))',
  ],
  [
    'text in pieces',
    '03 A401 6A 02 6200 6D 71 03 6100 83 00 02 63 02 87A874 01 01',
    'SyncML(VerDTD("abc\u{1d474}"))',
  ],
  ['text in UTF-8', '03 A401 6A 00 6D 71 03 C3A9E282AC00 01 01', 'SyncML(VerDTD("é€"))'],
  [
    'no character set, taken for UTF-8',
    '03 A401 00 00 6D 71 03 C3A900 01 01',
    'SyncML(VerDTD("é"))',
  ],
  ['text in ISO-8859-1', '03 A401 04 00 6D 71 03 E900 01 01', 'SyncML(VerDTD("é"))'],
  [
    'text in UTF-16',
    '03 A401 8777 00 6D 71 03 00E9D835DC680000 01 01',
    'SyncML(VerDTD("é\u{1d468}"))',
  ],
  [
    'text in UTF-16 that says its order',
    '03 A401 8777 00 6D 71 03 FEFF00E90000 03 FFFEE9000000 01 01',
    'SyncML(VerDTD("éé"))',
  ],
  ['text in UCS-2', '03 A401 8768 00 6D 71 03 00E90000 01 01', 'SyncML(VerDTD("é"))'],
  ['text in UTF-16BE', '03 A401 8775 00 6D 71 03 00E90000 01 01', 'SyncML(VerDTD("é"))'],
  ['text in UTF-16LE', '03 A401 8776 00 6D 71 03 E9000000 01 01', 'SyncML(VerDTD("é"))'],
  [
    'a string table in UTF-16',
    '03 A401 8777 0A 00410042000000430000 6D 71 83 02 83 06 01 44 06 01 01',
    'SyncML(VerDTD("BC") C)',
  ],
  [
    'a string table in UTF-16 that is cut off',
    '03 A401 8777 04 00410042 6D 71 83 00 01 01',
    'SyncML(VerDTD("AB"))',
  ],
  ['a textual identifier in UTF-16', `03 00 00 8777 36 ${utf16(DDF_ID)}0000 20`, 'MgmtTree'],
  ['text in US-ASCII', '03 A401 03 00 6D 71 03 6500 01 01', 'SyncML(VerDTD("e"))'],
  ['opaque content', '03 A401 6A 00 6D 4F C3 03 0001FF 01 01', 'SyncML(Data(#0001FF))'],
  [
    'opaque content between texts',
    '03 A401 6A 00 6D 4F 03 6100 C3 00 03 6200 01 01',
    'SyncML(Data("a" # "b"))',
  ],
  [
    'a switch to MetInf and back',
    '03 A401 6A 00 6D 5A 00 01 47 03 6200 01 53 03 7400 01 00 00 01 12 01',
    'SyncML(Meta(Format("b") Type("t")) Final)',
  ],
  [
    'an object by page switch, and back before the END',
    '03 A401 6A 00 6D 4F 00 02 60 64 01 01 00 00 01 12 01',
    'SyncML(Data(MgmtTree(Node)) Final)',
  ],
  ['literal elements, empty and with content', '03 A401 6A 02 4100 44 00 04 00 01', 'A(A)'],
  [
    'literal elements with attributes',
    '03 A401 6A 04 41004200 C4 00 04 02 03 7600 01 84 00 04 02 01 01',
    'A[B="v"](A[B=""])',
  ],
  [
    'an attribute value in pieces',
    '03 A401 6A 04 41004200 AD 04 00 03 7600 83 02 02 21 04 02 03 7700 01',
    'SyncML[A="vB!" B="w"]',
  ],
  [
    'opaque data in an attribute',
    '02 A401 6A 02 4200 AD 04 00 03 6100 C3 02 C3A9 01',
    'SyncML[B="aé"]',
  ],
  ['an attribute list without attributes', '03 A401 6A 00 AD 01', 'SyncML'],
  [
    'processing instructions before the root and in content',
    '03 A401 6A 02 7000 43 04 00 03 7600 01 6D 43 04 00 01 12 01',
    'SyncML(Final)',
  ],
  [
    'an object that switches to its page',
    `03 00 00 6A 1B ${DDF_ID}00 00 02 60 64 01 01`,
    'MgmtTree(Node)',
  ],
  ['an object that never switches', `03 00 00 6A 1A ${DDF_ID} 60 64 01 01`, 'MgmtTree(Node)'],
  [
    'an object in a literal that repeats its identifier',
    `02 00 00 6A 1A ${DDF_ID} 44 00 60 64 66 03 5800 01 01 01 01`,
    'MgmtTree(Node(NodeName("X")))',
  ],
];

/** The same, of Client Provisioning: bodies behind a header of 4 bytes. */
const PROV_VECTORS: readonly (readonly [string, string, string])[] = [
  ['an empty document', '05', 'wap-provisioningdoc'],
  ['a version of its own', 'C5 45 03 312E3100 01 01', 'wap-provisioningdoc[version="1.1"]'],
  ['a start with a whole value', 'C5 46 01 01', 'wap-provisioningdoc[version="1.0"]'],
  [
    'tokens of page 0',
    '45 C6 55 01 87 11 06 03 4E00 01 87 10 06 AB 01 01 01',
    'wap-provisioningdoc(characteristic[type="NAPDEF"](parm[name="NAPID" value="N"] parm[name="BEARER" value="GSM-GPRS"]))',
  ],
  [
    'tokens of page 1, in force beyond the list',
    '45 C6 00 01 55 01 87 36 06 03 773700 01 87 30 06 8D 01 01 01',
    'wap-provisioningdoc(characteristic[type="APPLICATION"](parm[name="APPID" value="w7"] parm[name="AAUTHLEVEL" value="APPSRV"]))',
  ],
  [
    'tags of page 1 too',
    '45 00 01 C6 00 01 56 01 87 34 01 01 01',
    'wap-provisioningdoc(characteristic[type="APPADDR"](parm[name="ADDR"]))',
  ],
  [
    'a page for a name and another for its value',
    '45 87 00 01 35 00 00 06 85 01 01',
    'wap-provisioningdoc(parm[name="ADDRTYPE" value="IPV4"])',
  ],
  [
    'a value in pieces',
    '45 87 00 01 33 06 91 92 90 91 93 01 01',
    'wap-provisioningdoc(parm[name="AAUTHTYPE" value="HTTP-BASIC,HTTP-DIGEST"])',
  ],
  [
    'a value in pieces that were printed as extension tokens',
    '45 87 00 01 33 06 81 82 80 82 01 01',
    'wap-provisioningdoc(parm[name="AAUTHTYPE" value="HTTP-BASIC,BASIC"])',
  ],
  [
    'values of page 0 on page 1',
    '45 87 00 01 05 E0 06 E1 01 01',
    'wap-provisioningdoc(parm[name="AAA" value="HA"])',
  ],
  [
    'names and values without a token',
    '45 87 05 03 5800 06 03 C3A900 02 21 01 01',
    'wap-provisioningdoc(parm[name="X" value="é!"])',
  ],
];

const ATTRIBUTES: CodeSpace = {
  publicIds: [],
  startPage: 0,
  tagPages: { 0: { namespace: '', tags: { 5: 'doc', 6: 'parm' } } },
  attributePages: {
    0: {
      starts: { 5: { name: 'name' }, 6: { name: 'type', value: 'A' } },
      values: { 133: 'IPV4' },
    },
    1: { starts: { 6: { name: 'type', value: 'B' } }, values: {} },
  },
};

/** The same, of a code space with attribute tokens. */
const ATTRIBUTE_VECTORS: readonly (readonly [string, string, string])[] = [
  ['a start with a value', '03 01 6A 00 85 06 01', 'doc[type="A"]'],
  [
    'a start with the beginning of a value',
    '03 01 6A 00 85 06 03 6200 85 01',
    'doc[type="AbIPV4"]',
  ],
  ['a start and a value', '03 01 6A 00 85 05 85 06 01', 'doc[name="IPV4" type="A"]'],
  [
    'attribute pages apart from tag pages, in force beyond the list',
    '03 01 6A 00 C5 00 01 06 01 86 06 01 01',
    'doc[type="B"](parm[type="B"])',
  ],
];

describe('decoding WBXML', () => {
  for (const [what, document, tree] of VECTORS) {
    it(`reads ${what}`, () => {
      const bytes = fromHex(document);
      const decoded = decodeWbxml(bytes);
      assert.equal(shape(decoded.root), tree);
      assert.equal(decoded.length, bytes.length);
    });
  }

  for (const [what, body, tree] of PROV_VECTORS) {
    it(`reads a provisioning document: ${what}`, () => {
      const bytes = fromHex(`03 0B 6A 00 ${body}`);
      const decoded = decodeWbxml(bytes);
      assert.equal(shape(decoded.root), tree);
      assert.equal(decoded.root.namespace, '');
      assert.deepEqual(endOf(bytes), { kind: 'end', length: decoded.length });
    });
  }

  for (const [what, document, tree] of ATTRIBUTE_VECTORS) {
    it(`reads ${what}`, () => {
      assert.equal(shape(decodeWbxml(fromHex(document), { space: ATTRIBUTES }).root), tree);
    });
  }

  it('tells the header', () => {
    const { version, publicId, charset } = decodeWbxml(fromHex('02 A401 04 00 2D'));
    assert.deepEqual(
      { version, publicId, charset },
      { version: '1.2', publicId: 0x1201, charset: 4 },
    );
    const textual = decodeWbxml(fromHex(`03 00 00 6A 1A ${DDF_ID} 20`));
    assert.equal(textual.publicId, '-//OMA//DTD-DM-DDF 1.2//EN');
    assert.equal(decodeWbxml(fromHex('00 A401 00 2D')).charset, 0);
  });

  it('leaves what follows the root alone', () => {
    const { length } = decodeWbxml(fromHex('03 A401 6A 00 6D 12 01 FFFFFFFF'));
    assert.equal(length, 8);
  });

  it('gives offsets and namespaces of elements', () => {
    const { root } = decodeWbxml(
      fromHex('03 A401 6A 00 6D 5A 00 01 47 01 00 00 01 4F 00 02 20 01 01'),
    );
    const found: string[] = [];
    const visit = (element: Element): void => {
      found.push(`${element.name} ${element.offset} ${element.namespace}`);
      for (const child of element.children) {
        if (typeof child === 'object' && 'name' in child) visit(child);
      }
    };
    visit(root);
    assert.deepEqual(found, [
      'SyncML 5 SYNCML:SYNCML1.2',
      'Meta 6 SYNCML:SYNCML1.2',
      'Format 9 syncml:metinf',
      'Data 14 SYNCML:SYNCML1.2',
      'MgmtTree 17 syncml:dmddf1.2',
    ]);
  });

  it('takes a document of unknown identity for what its media type says', () => {
    const bytes = fromHex('03 01 6A 00 6D 12 01');
    assert.equal(shape(decodeWbxml(bytes, { space: SYNCML_1_2 }).root), 'SyncML(Final)');
    assert.throws(
      () => decodeWbxml(bytes),
      (error) =>
        error instanceof WbxmlError && error.code === 'unknown-space' && error.offset === 1,
    );
  });

  it('refuses a tag on the start page that the code space does not have', () => {
    assert.throws(
      () => decodeWbxml(fromHex('03 01 6A 00 05'), { space: { ...ATTRIBUTES, startPage: 9 } }),
      (error) => error instanceof WbxmlError && error.code === 'malformed',
    );
  });

  it('lets the identifier of the document win over the media type', () => {
    const { root } = decodeWbxml(fromHex('03 9F53 6A 00 2D'), { space: DM_DDF_1_2 });
    assert.equal(root.namespace, 'SYNCML:SYNCML1.1');
  });

  it('gives opaque content as a view', () => {
    const bytes = fromHex('03 A401 6A 00 6D 4F C3 01 AA 01 01');
    const data = decodeWbxml(bytes).root.children[0];
    assert.ok(typeof data === 'object' && 'children' in data);
    const [opaque] = data.children;
    assert.ok(opaque instanceof Uint8Array);
    assert.equal(opaque.buffer, bytes.buffer);
  });

  it('reads a document that stands inside other bytes', () => {
    const bytes = fromHex('FFFF 03 A401 6A 00 6D 71 03 612E00 01 71 03 C3A900 01 01 FF');
    assert.equal(shape(decodeWbxml(bytes.subarray(2)).root), 'SyncML(VerDTD("a.") VerDTD("é"))');
  });
});

describe('an embedded document', () => {
  it('is decoded where it fills the opaque content', () => {
    const document = decodeEmbedded(fromHex(`03 00 00 6A 1A ${DDF_ID} 60 64 01 01`));
    assert.ok(document !== null);
    assert.equal(shape(document.root), 'MgmtTree(Node)');
  });

  it('is taken for an object where its identifier is unknown', () => {
    const document = decodeEmbedded(fromHex('03 01 6A 00 00 02 60 64 01 01'));
    assert.ok(document !== null);
    assert.equal(shape(document.root), 'MgmtTree(Node)');
  });

  it('is none with bytes left over, or where there is no WBXML', () => {
    assert.equal(decodeEmbedded(fromHex('03 01 6A 00 20 00')), null);
    assert.equal(decodeEmbedded(fromHex('3C 78 2F 3E')), null);
    assert.equal(decodeEmbedded(new Uint8Array()), null);
  });
});

describe('the token tables', () => {
  for (const [id, space] of SPACES) {
    it(`of ${id} hold each name once and only tokens that a tag can have`, () => {
      for (const { tags } of Object.values(space.tagPages)) {
        const names = Object.values(tags);
        assert.equal(new Set(names).size, names.length);
        assert.ok(
          Object.keys(tags).every((token) => Number(token) >= 0x05 && Number(token) <= 0x3f),
        );
      }
    });
  }

  it('of attributes hold only tokens that can stand in a list, and each start once', () => {
    for (const { starts, values, alsoRead } of Object.values(PROV.attributePages)) {
      const keys = Object.values(starts).map(({ name, value }) => `${name}=${value}`);
      assert.equal(new Set(keys).size, keys.length);
      assert.ok(Object.keys(starts).every((token) => (Number(token) & 0x3f) >= 0x05));
      assert.ok(Object.keys(starts).every((token) => Number(token) < 0x80));
      assert.ok(Object.keys(values).every((token) => Number(token) > 0x84));
      assert.ok(Object.keys(values).every((token) => (Number(token) & 0x3f) >= 0x05));
      assert.ok(Object.keys(alsoRead ?? {}).every((token) => values[Number(token)] === undefined));
    }
  });

  it('are whole', () => {
    const prov = Object.values(PROV.attributePages).map(({ starts, values }) => [
      Object.keys(starts).length,
      Object.keys(values).length,
    ]);
    assert.deepEqual(prov, [
      [81, 58],
      [29, 9],
    ]);
    const sizes = Object.values(SYNCML_1_2.tagPages).map(({ tags }) => Object.keys(tags).length);
    assert.deepEqual(sizes, [55, 18, 56]);
    assert.equal(Object.keys(DEVINF_1_1.tagPages[0]!.tags).length, 38);
    assert.equal(Object.keys(DEVINF_1_2.tagPages[0]!.tags).length, 47);
  });
});
