import assert from 'node:assert/strict';
import { fromHex, toHex } from '../../lib/bytes.js';
import { decodeEmbedded, decodeWbxml } from '../../lib/wbxml/decode.js';
import type { Element } from '../../lib/wbxml/element.js';
import { endOf } from '../../lib/wbxml/end.js';
import { WbxmlError } from '../../lib/wbxml/error.js';
import {
  DEVINF_1_1,
  DEVINF_1_2,
  DM_DDF_1_2,
  PROV,
  SPACES,
  SYNCML_1_2,
} from '../../lib/wbxml/spaces.js';
import { shape } from './shape.js';
import { BOTH_WAYS, ONLY_READ } from './vectors.js';

const DDF_ID = toHex(Buffer.from('-//OMA//DTD-DM-DDF 1.2//EN'));

describe('decoding WBXML', () => {
  for (const [what, document, tree] of [...BOTH_WAYS, ...ONLY_READ]) {
    it(`reads ${what}`, () => {
      const bytes = fromHex(document);
      const decoded = decodeWbxml(bytes);
      assert.equal(shape(decoded.root), tree);
      assert.equal(decoded.length, bytes.length);
      assert.deepEqual(endOf(bytes), { kind: 'end', length: bytes.length });
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
      () => decodeWbxml(fromHex('03 01 6A 00 05'), { space: { ...PROV, startPage: 9 } }),
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
