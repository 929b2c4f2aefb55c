import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TlvError } from '../../lib/apdu/error.js';
import { readTlv, readTlvs } from '../../lib/apdu/tlv.js';
import { fromHex, toHex } from '../../lib/bytes.js';

function read(hex: string): [tag: string, value: string, offset: number][] {
  return readTlvs(fromHex(hex)).map(({ tag, value, offset }) => [
    tag.toString(16),
    toHex(value),
    offset,
  ]);
}

describe('the BER-TLV reader', () => {
  it('reads siblings with their offsets', () => {
    assert.deepEqual(read('8001AA 8200 8302BBCC'), [
      ['80', 'AA', 0],
      ['82', '', 3],
      ['83', 'BBCC', 5],
    ]);
  });

  it('reads a tag of two bytes', () => assert.deepEqual(read('5F500141'), [['5f50', '41', 0]]));

  it('reads lengths of two and three bytes', () => {
    assert.deepEqual(read('808102AABB'), [['80', 'AABB', 0]]);
    assert.deepEqual(read('80820002AABB'), [['80', 'AABB', 0]]);
  });

  it('ends at padding', () => {
    assert.deepEqual(read('8001AAFFFF80'), [['80', 'AA', 0]]);
    assert.deepEqual(read('8001AA0000'), [['80', 'AA', 0]]);
    assert.deepEqual(read('FFFF'), []);
  });

  it('counts offsets from the first byte of the whole', () => {
    const bytes = fromHex('6204 8002AABB');
    const outer = readTlv(bytes, 0, bytes.length);
    const [inner] = readTlvs(bytes, outer.start, outer.end);
    assert.equal(inner?.offset, 2);
    assert.equal(inner?.start, 4);
  });

  it('gives TLVs within the bytes, or refuses, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          let at = 0;
          for (const { offset, end } of readTlvs(bytes)) {
            assert.equal(offset, at);
            at = end;
          }
          assert.ok(at <= bytes.length);
        } catch (error) {
          assert.ok(error instanceof TlvError);
          assert.ok(error.offset >= 0 && error.offset <= bytes.length);
        }
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});
