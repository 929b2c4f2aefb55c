import assert from 'node:assert/strict';
import { concat, fromHex, toHex } from '../../lib/bytes.js';
import { parseDodf, parseOdf } from '../../lib/pkcs15/index.js';
import { DODF_OPAQUE, FILLERS, ODF, padded, tlv } from './vectors.js';

/** Kinds and paths, as `dataObjects 6420`. */
function summary(bytes: Uint8Array): string[] {
  return parseOdf(bytes).map(({ kind, location }) =>
    location.kind === 'path'
      ? `${kind} ${toHex(location.path.octets)}`
      : `${kind} ${location.kind}`,
  );
}

describe('EF ODF', () => {
  it('gives its entries in the order of the file', () => {
    assert.deepEqual(parseOdf(ODF), [
      {
        kind: 'authObjects',
        location: {
          kind: 'path',
          path: { octets: fromHex('4401'), offset: 6, index: null, length: null },
        },
        offset: 0,
      },
      {
        kind: 'dataObjects',
        location: {
          kind: 'path',
          path: { octets: fromHex('6420'), offset: 14, index: null, length: null },
        },
        offset: 8,
      },
    ]);
    assert.deepEqual(summary(fromHex('A706300404020002 A806300404020003 A706300404020001')), [
      'dataObjects 0002',
      'authObjects 0003',
      'dataObjects 0001',
    ]);
  });

  it('knows every kind, and passes over other tags', () => {
    const tags = [0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0x31, 0x02];
    const file = concat(...tags.map((tag) => tlv(tag, fromHex('300404020001'))));
    assert.deepEqual(
      parseOdf(file).map(({ kind }) => kind),
      [
        'privateKeys',
        'publicKeys',
        'trustedPublicKeys',
        'secretKeys',
        'certificates',
        'trustedCertificates',
        'usefulCertificates',
        'dataObjects',
        'authObjects',
      ],
    );
  });

  for (const [name, filler] of Object.entries(FILLERS)) {
    it(`ends where ${name} fills it up`, () => {
      assert.deepEqual(summary(padded(ODF, 64, filler)), ['authObjects 4401', 'dataObjects 6420']);
    });
  }

  it('ends at unused bytes even if entries follow them', () => {
    assert.deepEqual(summary(concat(ODF.subarray(0, 8), fromHex('FF'), ODF.subarray(8))), [
      'authObjects 4401',
    ]);
  });

  it('accepts a SEQUENCE around the whole, with offsets of the file', () => {
    const wrapped = padded(tlv(0x30, ODF), 40, [0xff]);
    assert.deepEqual(summary(wrapped), ['authObjects 4401', 'dataObjects 6420']);
    assert.equal(parseOdf(wrapped)[1]?.offset, 10);
  });

  it('gives objects that stand in the ODF as the bytes of their directory', () => {
    const [entry] = parseOdf(tlv(0xa7, tlv(0xa0, DODF_OPAQUE)));
    assert.deepEqual(entry?.location, { kind: 'inline', bytes: DODF_OPAQUE, offset: 4 });
    assert.equal(parseDodf(DODF_OPAQUE)[0]?.label, 'DM bootstrap');
  });

  it('says that protected objects are protected', () => {
    assert.deepEqual(summary(fromHex('A702A100 A702A200')), [
      'dataObjects protected',
      'dataObjects protected',
    ]);
  });

  it('passes on index and length of a path, and either alone', () => {
    const pathOf = (hex: string) => {
      const location = parseOdf(tlv(0xa7, tlv(0x30, fromHex(hex))))[0]?.location;
      return location?.kind === 'path' ? [location.path.index, location.path.length] : null;
    };
    assert.deepEqual(pathOf('04026420 020110 80020200'), [16, 512]);
    assert.deepEqual(pathOf('04026420 020110'), [16, null]);
    assert.deepEqual(pathOf('04026420 800300FFFF'), [null, 65535]);
    assert.deepEqual(pathOf('04026420 0204000000FF'), [255, null]);
  });

  it('reads an empty file', () => {
    assert.deepEqual(parseOdf(new Uint8Array()), []);
    assert.deepEqual(parseOdf(new Uint8Array(32).fill(0xff)), []);
  });
});
