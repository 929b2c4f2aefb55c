import assert from 'node:assert/strict';
import { concat, fromHex, toHex } from '../../lib/bytes.js';
import {
  type DataObject,
  DM_BOOTSTRAP_OID,
  isBootstrapObject,
  Pkcs15Error,
  parseDodf,
} from '../../lib/pkcs15/index.js';
import {
  DODF_ALIASED,
  DODF_OID,
  DODF_OPAQUE,
  DODF_PRIVATE,
  FILLERS,
  padded,
  tlv,
} from './vectors.js';

const OID = fromHex('0604672B0701');
const OTHER_OID = fromHex('0604672B0901');
const PATH = fromHex('300404026421');

/** An opaque object from the contents of its parts. */
function opaque(common: Uint8Array, own: Uint8Array, value: Uint8Array): Uint8Array {
  return tlv(0x30, tlv(0x30, common), tlv(0x30, own), tlv(0xa1, value));
}

function only(bytes: Uint8Array): DataObject {
  const [object, another] = parseDodf(bytes);
  assert.ok(object !== undefined && another === undefined);
  return object;
}

describe('EF DODF', () => {
  const plain = {
    shape: 'opaque',
    label: 'DM bootstrap',
    flags: { private: false, modifiable: false },
    authId: null,
    applicationName: null,
    oid: DM_BOOTSTRAP_OID,
    oidAliased: false,
    location: {
      kind: 'path',
      path: { octets: fromHex('6421'), offset: 32, index: null, length: null },
    },
    offset: 0,
  };
  const vectors: [name: string, bytes: Uint8Array, object: unknown][] = [
    ['an opaque public object', DODF_OPAQUE, plain],
    [
      'a private object with an absolute path, index and length',
      DODF_PRIVATE,
      {
        ...plain,
        flags: { private: true, modifiable: false },
        authId: fromHex('01'),
        applicationName: 'OMA-DM',
        location: {
          kind: 'path',
          path: { octets: fromHex('3F007F506421'), offset: 47, index: 0, length: 512 },
        },
      },
    ],
    [
      'an oidDO',
      DODF_OID,
      {
        ...plain,
        shape: 'oid',
        label: null,
        applicationName: 'OMA-DM',
        location: { kind: 'path', path: { ...plain.location.path, offset: 28 } },
      },
    ],
    [
      'an oidDO whose OID is wrapped twice',
      DODF_ALIASED,
      {
        ...plain,
        shape: 'oid',
        label: null,
        applicationName: 'OMA-DM',
        oidAliased: true,
        location: { kind: 'path', path: { ...plain.location.path, offset: 30 } },
      },
    ],
  ];
  for (const [name, bytes, object] of vectors) {
    it(`reads ${name}`, () => {
      assert.deepEqual(parseDodf(bytes), [object]);
      assert.ok(isBootstrapObject(only(bytes)));
      for (const filler of Object.values(FILLERS)) {
        assert.deepEqual(parseDodf(padded(bytes, 128, filler)), [object]);
      }
    });
  }

  it('keeps the order of the file, with the offset of each object', () => {
    const file = concat(DODF_OID, DODF_OPAQUE, DODF_PRIVATE);
    const objects = parseDodf(file);
    assert.deepEqual(
      objects.map(({ offset }) => offset),
      [0, DODF_OID.length, DODF_OID.length + DODF_OPAQUE.length],
    );
    const location = objects[1]?.location;
    assert.ok(location?.kind === 'path');
    const { octets, offset } = location.path;
    assert.deepEqual(file.slice(offset, offset + octets.length), octets);
  });

  it('reads an opaque object whose OID is wrapped twice', () => {
    const object = only(opaque(new Uint8Array(), fromHex('06060604672B0701'), PATH));
    assert.deepEqual([object.oid, object.oidAliased], [DM_BOOTSTRAP_OID, true]);
  });

  it('takes the OID of an oidDO before that of its class, and the latter if it has none', () => {
    const oidDo = (...members: Uint8Array[]) =>
      only(tlv(0xa1, tlv(0x30), tlv(0x30, OTHER_OID), tlv(0xa1, ...members))).oid;
    assert.equal(oidDo(tlv(0x30, OID, PATH)), '2.23.43.7.1');
    assert.equal(oidDo(PATH), '2.23.43.9.1');
  });

  it('never takes an external object for a bootstrap', () => {
    const object = only(tlv(0xa0, tlv(0x30), tlv(0x30, OID), tlv(0xa1, PATH)));
    assert.equal(object.shape, 'external');
    assert.equal(object.oid, DM_BOOTSTRAP_OID);
    assert.ok(!isBootstrapObject(object));
  });

  it('accepts class attributes without an OID', () => {
    const object = only(opaque(new Uint8Array(), fromHex('0C0141'), PATH));
    assert.deepEqual([object.oid, object.applicationName], [null, 'A']);
  });

  it('accepts subclass attributes and unknown tags in an object', () => {
    const object = only(
      tlv(0x30, tlv(0x30), tlv(0x30, OID), tlv(0xa0), tlv(0xa1, PATH), fromHex('8500')),
    );
    assert.ok(isBootstrapObject(object));
  });

  describe('flags', () => {
    const table: [hex: string, isPrivate: boolean, modifiable: boolean][] = [
      ['03020780', true, false],
      ['03020640', false, true],
      ['030206C0', true, true],
      ['03020080', true, false],
      ['030200C0', true, true],
      ['03020520', false, false],
      ['030100', false, false],
      ['030207C0', true, false],
      ['0303008001', true, false],
    ];
    for (const [hex, isPrivate, modifiable] of table) {
      it(`${hex}: private ${isPrivate}, modifiable ${modifiable}`, () => {
        assert.deepEqual(only(opaque(fromHex(hex), OID, PATH)).flags, {
          private: isPrivate,
          modifiable,
        });
      });
    }
  });

  describe('values', () => {
    const locationOf = (hex: string) => only(opaque(new Uint8Array(), OID, fromHex(hex))).location;

    it('reads a URL, with a digest or without', () => {
      const url = { kind: 'url', url: 'http' };
      assert.deepEqual(locationOf('130468747470'), url);
      assert.deepEqual(locationOf('160468747470'), url);
      assert.deepEqual(locationOf('A30A 160468747470 3002 0400'), url);
    });

    it('gives a direct value with its place', () => {
      assert.deepEqual(locationOf('A0030401FF'), {
        kind: 'direct',
        bytes: fromHex('0401FF'),
        offset: 16,
      });
    });

    it('gives nothing of a protected one', () => {
      assert.deepEqual(locationOf('A10430023000'), { kind: 'none' });
      assert.deepEqual(locationOf('A200'), { kind: 'none' });
    });
  });

  describe('objects of others', () => {
    const broken: [name: string, bytes: Uint8Array][] = [
      ['no type attributes', tlv(0x30, tlv(0x30), tlv(0x30, OTHER_OID))],
      ['a value of an unknown kind', opaque(new Uint8Array(), OTHER_OID, fromHex('040100'))],
      ['a path without octets', opaque(new Uint8Array(), OTHER_OID, fromHex('3000'))],
      ['a label that is too long', opaque(tlv(0x0c, new Uint8Array(256)), OTHER_OID, PATH)],
      ['flags that are none', opaque(fromHex('030109'), OTHER_OID, PATH)],
      ['two labels', opaque(fromHex('0C01410C0142'), OTHER_OID, PATH)],
      ['no OID and no value', tlv(0x30, tlv(0x30), tlv(0x30))],
    ];
    for (const [name, bytes] of broken) {
      it(`do not hide the bootstrap behind them: ${name}`, () => {
        const objects = parseDodf(concat(bytes, DODF_OPAQUE));
        assert.deepEqual(objects.map(isBootstrapObject), [false, true]);
      });
    }

    it('are an error, with the same fault, if they carry the bootstrap OID', () => {
      for (const [, bytes] of broken.slice(0, -1)) {
        const ours = fromHex(toHex(bytes).replace(toHex(OTHER_OID), toHex(OID)));
        assert.throws(() => parseDodf(ours), Pkcs15Error);
      }
    });

    it('may hold anything in members that are not read, and so may a bootstrap', () => {
      const timeWithoutDigits = fromHex('300418024141');
      for (const oid of [OTHER_OID, OID]) {
        assert.equal(only(opaque(timeWithoutDigits, oid, PATH)).location.kind, 'path');
      }
    });

    it('are passed over where their tag is unknown', () => {
      const objects = parseDodf(concat(fromHex('A5023000'), fromHex('3100'), DODF_OPAQUE));
      assert.deepEqual(objects.map(isBootstrapObject), [true]);
    });
  });
});
