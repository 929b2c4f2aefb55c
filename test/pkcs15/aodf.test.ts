import assert from 'node:assert/strict';
import { concat, fromHex } from '../../lib/bytes.js';
import { parseAodf } from '../../lib/pkcs15/index.js';
import { AODF, FILLERS, padded, tlv } from './vectors.js';

const PIN = {
  kind: 'pin',
  label: 'PIN1',
  flags: { private: true, modifiable: false },
  authId: null,
  id: fromHex('01'),
  pin: {
    flags: ['initialized', 'needsPadding'],
    type: 'asciiNumeric',
    minLength: 4,
    storedLength: 8,
    maxLength: 8,
    reference: 1,
    padChar: 0xff,
    path: null,
  },
  offset: 0,
};

function pinFrom(hex: string) {
  return parseAodf(tlv(0x30, tlv(0x30), tlv(0x30), tlv(0xa1, tlv(0x30, fromHex(hex)))))[0]?.pin;
}

describe('EF AODF', () => {
  it('reads a PIN object, whatever fills up the file', () => {
    for (const filler of Object.values(FILLERS)) {
      assert.deepEqual(parseAodf(padded(AODF, 64, filler)), [PIN]);
    }
  });

  it('reads a PIN with nothing but what it must have, and one of a type unknown', () => {
    assert.deepEqual(pinFrom('030100 0A0109 020104 020108'), {
      flags: [],
      type: null,
      minLength: 4,
      storedLength: 8,
      maxLength: null,
      reference: 0,
      padChar: null,
      path: null,
    });
  });

  it('reads references above 127 in either form, and a path', () => {
    assert.equal(pinFrom('030100 0A0101 020104 020108 800181')?.reference, 0x81);
    assert.equal(pinFrom('030100 0A0101 020104 020108 80020081')?.reference, 0x81);
    const pin = pinFrom(
      '030100 0A0101 020104 020108 180F32303236303130313030303030305A 300404023F00',
    );
    assert.deepEqual(pin?.path?.octets, fromHex('3F00'));
  });

  it('names every flag', () => {
    assert.equal(pinFrom('030307FF80 0A0101 020104 020108')?.flags.length, 9);
  });

  it('tells the other kinds and passes over unknown ones', () => {
    const body = [tlv(0x30), tlv(0x30, fromHex('040102')), tlv(0xa1, tlv(0x30))];
    const file = concat(...[0xa0, 0xa1, 0xa2, 0xa7].map((tag) => tlv(tag, ...body)));
    assert.deepEqual(
      parseAodf(file).map(({ kind, id, pin }) => ({ kind, id, pin })),
      ['biometric', 'key', 'external'].map((kind) => ({ kind, id: fromHex('02'), pin: null })),
    );
  });
});
