import assert from 'node:assert/strict';
import { pcscCode } from '../../../lib/reader/pcsc/binding.js';

describe('the code in an error text of the binding', () => {
  for (const [text, code] of [
    ['SCardConnect error: Sharing violation.(0x8010000b)', 0x8010000b],
    ['SCardTransmit error: …(0xffffffff80100069)', 0x80100069],
    ['First argument must be a Buffer', null],
    ['', null],
  ] as const) {
    it(`is ${code ?? 'none'} in "${text}"`, () => {
      assert.equal(pcscCode(new Error(text)), code);
    });
  }
});
