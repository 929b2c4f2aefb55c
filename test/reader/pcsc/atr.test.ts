import assert from 'node:assert/strict';
import { fromHex } from '../../../lib/bytes.js';
import { offersT0 } from '../../../lib/reader/pcsc/atr.js';

describe('the protocols that an answer to reset offers', () => {
  for (const [atr, expected, why] of [
    ['3B00', true, 'no TD1'],
    ['3B3F94008069AF0307066800000A0E833E9F16', true, 'a SIM without TD1'],
    ['3B9F96801FC78031A073BE21136743200718000001A5', true, 'TD1 says T=0'],
    ['3B9F95811FC78031E073FE211367932103010000016B', false, 'TD1 says T=1, TD2 T=15'],
    ['3B80800101', true, 'TD1 says T=0, TD2 T=1'],
    ['3B8081', false, 'TD1 says T=1 and announces a TD2 that is not there'],
    ['3BF0112233', false, 'ends before TD1'],
    ['', true, 'empty'],
    ['FFFFFFFFFFFFFFFF', false, 'interface bytes to the end'],
  ] as const) {
    it(`${atr || 'nothing'}: ${expected ? 'T=0' : 'no T=0'}, ${why}`, () => {
      assert.equal(offersT0(fromHex(atr)), expected);
    });
  }
});
