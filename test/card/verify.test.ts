import assert from 'node:assert/strict';
import { toHex } from '../../lib/bytes.js';
import { pinCode, triesOf, verificationOf } from '../../lib/card/verify.js';

describe('the code that VERIFY sends', () => {
  it('is the digits in ASCII, then FF', () => {
    assert.equal(toHex(pinCode('1234')!), '31323334FFFFFFFF');
    assert.equal(toHex(pinCode('00000000')!), '3030303030303030');
  });

  for (const pin of ['', '123', '123456789', '12a4', '１２３４', '1234\n', ' 1234', '-1234']) {
    it(`is not made of ${JSON.stringify(pin)}`, () => assert.equal(pinCode(pin), null));
  }
});

describe('the answer to a VERIFY without data', () => {
  for (const [sw, expected] of [
    [0x63c3, { kind: 'left', left: 3 }],
    [0x63c0, { kind: 'left', left: 0 }],
    [0x6983, { kind: 'left', left: 0 }],
    [0x9000, { kind: 'not-needed' }],
    [0x6984, { kind: 'not-needed' }],
    [0x6a88, { kind: 'not-initialised' }],
    [0x6300, { kind: 'unknown' }],
    [0x6700, { kind: 'unknown' }],
    [0x6f00, { kind: 'unknown' }],
  ] as const) {
    it(sw.toString(16), () => assert.deepEqual(triesOf(sw), expected));
  }
});

describe('the answer to a VERIFY', () => {
  for (const [sw, kind] of [
    [0x9000, 'right'],
    [0x910a, 'right'],
    [0x63c2, 'wrong'],
    [0x6300, 'wrong'],
    [0x6982, 'wrong'],
    [0x6983, 'wrong'],
    [0x9804, 'wrong'],
    [0x9840, 'wrong'],
    [0x6984, 'not-needed'],
    [0x9808, 'not-needed'],
    [0x6a88, 'not-initialised'],
    [0x9802, 'not-initialised'],
    [0x6100, 'unclear'],
    [0x6700, 'unclear'],
    [0x6f00, 'unclear'],
    [0x9300, 'unclear'],
  ] as const) {
    it(sw.toString(16), () => assert.equal(verificationOf(sw).kind, kind));
  }
});
