import assert from 'node:assert/strict';
import { TlvError } from '../../lib/apdu/error.js';
import { readTlvs } from '../../lib/apdu/tlv.js';
import { fromHex } from '../../lib/bytes.js';

const cases: readonly [hex: string, offset: number, reason: string][] = [
  ['80', 1, 'no length'],
  ['8002AA', 1, 'a length that overruns the end'],
  ['8001AA8205BB', 4, 'a length that overruns the end, in the second one'],
  ['8080AA0000', 1, 'an indefinite length'],
  ['80830000 01AA', 1, 'a length of four bytes'],
  ['8081', 2, 'a length that is cut off'],
  ['808201', 3, 'a length that is cut off in its second byte'],
  ['5F', 1, 'a tag that is cut off'],
  ['5F8101', 1, 'a tag of three bytes'],
  ['8000'.repeat(129), 256, 'too many siblings'],
];

describe('malformed BER-TLV', () => {
  for (const [hex, offset, reason] of cases) {
    it(`refuses ${reason}`, () => {
      assert.throws(
        () => readTlvs(fromHex(hex)),
        (error) =>
          error instanceof TlvError && error.code === 'malformed' && error.offset === offset,
      );
    });
  }
});
