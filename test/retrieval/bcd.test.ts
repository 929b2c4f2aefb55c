import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { swappedBcd } from '../../lib/retrieval/bcd.js';
import { parseImsi } from '../../lib/retrieval/imsi.js';

describe('swapped BCD', () => {
  for (const [hex, digits] of [
    ['988812010000400310F0', '8988211000000430010'],
    ['98881201000040031021', '89882110000004300112'],
    ['98FFFFFFFFFFFFFFFFFF', '89'],
    ['FFFFFFFFFFFFFFFFFFFF', null],
    ['9888F201000040031021', null],
    ['98881A01000040031021', null],
    ['', null],
  ] as const) {
    it(hex === '' ? 'of nothing' : hex, () => assert.equal(swappedBcd(fromHex(hex)), digits));
  }
});

describe('EF IMSI', () => {
  for (const [hex, imsi] of [
    ['080910101032547698', '001010123456789'],
    ['0711101032547698FF', '1010123456789'],
    ['FFFFFFFFFFFFFFFFFF', null],
    ['00FFFFFFFFFFFFFFFF', null],
    ['091910101032547698', null],
    ['08091010103254', null],
    ['080910A01032547698', null],
    ['0219F0FFFFFFFFFFFF', null],
  ] as const) {
    it(hex, () => assert.equal(parseImsi(fromHex(hex)), imsi));
  }
});
