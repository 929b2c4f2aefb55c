import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concat, fromHex } from '../../lib/bytes.js';
import { decodeWbxml } from '../../lib/wbxml/decode.js';
import { endOf } from '../../lib/wbxml/end.js';
import { WbxmlError } from '../../lib/wbxml/error.js';
import { MAX_DOCUMENT } from '../../lib/wbxml/limits.js';
import { sample } from './documents.js';

const CHUNK = 256;

/** [what it shows, prefix, its end or `more`]. */
const ENDS: readonly (readonly [string, string, number | 'more'])[] = [
  ['no bytes', '', 'more'],
  ['an empty root', '03 A401 6A 00 2D', 6],
  ['a root with padding of FF', '03 A401 6A 00 6D 12 01 FFFF', 8],
  ['a root with padding of 00', '03 A401 6A 00 6D 12 01 0000', 8],
  ['an unknown code space and unknown tags', '03 7F 6A 00 7D 3E 01 FF', 7],
  ['extensions', '03 A401 6A 00 6D 40 4100 80 05 C0 01 FF', 13],
  ['FF and END inside opaque content', '03 A401 6A 00 6D C3 03 FF01FF 01', 12],
  ['attributes before the end of an empty root', '03 A401 6A 02 4100 AD 04 00 01 FF', 11],
  ['attributes not read to their end', '03 A401 6A 02 4100 AD 04 00', 'more'],
  ['END inside a string of UTF-16', '03 A401 8777 00 6D 03 0001010000410000 01 FF', 17],
  ['values that were printed as extension tokens', '03 0B 6A 00 45 87 00 01 33 06 81 82 01 01', 14],
  ['XML before padding of FF', '3C 61 2F 3E 0A FF FF', 5],
  ['XML before padding of 00', '20 0D 0A 3C 61 2F 3E 00', 7],
  ['XML after a byte order mark', 'EFBBBF 3C 61 2F 3E FF', 7],
  ['XML without padding', '3C 61 2F 3E', 'more'],
  ['XML in UTF-16 before padding of FF', 'FEFF 003C 0061 002F 003E FFFF', 10],
  ['XML in UTF-16 before padding of 00', 'FEFF 003C 0100 3E00 0000', 8],
  ['XML in UTF-16 without padding', 'FEFF 003C 0061 002F 003E FF', 'more'],
];

/** [reason, prefix, offset]. */
const MALFORMED: readonly (readonly [string, string, number])[] = [
  ['a version of the future', '04', 0],
  ['a major version of 2', '13 A401', 0],
  ['an unwritten file', 'FF', 0],
  ['a character set without a decoder', '03 A401 11', 3],
  ['a zeroed file', '00000000', 1],
  ['a string table longer than any may be', '03 A401 6A 828001', 7],
  ['an integer without an end', '03 8080808080', 1],
  ['text in place of the root', '03 A401 6A 00 03', 5],
  ['a string behind the table', '03 A401 6A 00 6D 83 00', 6],
];

describe('the end of a message', () => {
  for (const [what, prefix, end] of ENDS) {
    it(`is ${end === 'more' ? 'not in' : 'found for'} ${what}`, () => {
      const ending = endOf(fromHex(prefix));
      assert.deepEqual(ending, end === 'more' ? { kind: 'more' } : { kind: 'end', length: end });
    });
  }

  for (const [reason, prefix, offset] of MALFORMED) {
    it(`is nowhere: ${reason}`, () => {
      const ending = endOf(fromHex(prefix));
      assert.equal(ending.kind, 'malformed');
      assert.equal(ending.kind === 'malformed' && ending.offset, offset);
    });
  }

  it('is that of the file, for XML that fills it', () => {
    const xml = fromHex('3C 61 2F 3E');
    assert.deepEqual(endOf(xml, true), { kind: 'end', length: 4 });
    assert.deepEqual(endOf(concat(xml, Uint8Array.of(0xff)), true), { kind: 'end', length: 4 });
    assert.deepEqual(endOf(fromHex('03 A401 6A 00 6D 03'), true), { kind: 'more' });
  });

  it('is nowhere beyond the size limit', () => {
    for (const start of ['03 A401 6A 00 6D 03', '3C']) {
      const bytes = new Uint8Array(MAX_DOCUMENT + 1).fill(0x41);
      bytes.set(fromHex(start));
      assert.deepEqual(endOf(bytes.subarray(0, MAX_DOCUMENT)), { kind: 'more' });
      assert.equal(endOf(bytes).kind, 'malformed');
      assert.equal(endOf(bytes, true).kind, 'malformed');
    }
  });

  it('is that of the decoder, whatever follows', () => {
    fc.assert(
      fc.property(sample, fc.uint8Array({ maxLength: 20 }), ({ bytes }, padding) => {
        assert.deepEqual(endOf(concat(bytes, padding)), { kind: 'end', length: bytes.length });
        assert.equal(decodeWbxml(concat(bytes, padding)).length, bytes.length);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('is in no strict prefix', () => {
    fc.assert(
      fc.property(sample, ({ bytes }) => {
        for (let length = 0; length < bytes.length; length++) {
          assert.deepEqual(endOf(bytes.subarray(0, length)), { kind: 'more' });
        }
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it('is that of the decoder for damaged documents, in whole and in chunks', () => {
    fc.assert(
      fc.property(
        sample,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
        ({ bytes }, damage) => {
          const damaged = Uint8Array.from(bytes);
          for (const [at, value] of damage) damaged[at % damaged.length] = value;
          const length = decodedLength(damaged);
          if (length === null) return;
          assert.deepEqual(endOf(damaged), { kind: 'end', length });
          for (let read = 0; read < length; read += CHUNK) {
            assert.deepEqual(endOf(damaged.subarray(0, read)), { kind: 'more' });
          }
        },
      ),
      { seed: 3, numRuns: 1000 },
    );
  });
});

function decodedLength(bytes: Uint8Array): number | null {
  try {
    return decodeWbxml(bytes).length;
  } catch (error) {
    assert.ok(error instanceof WbxmlError, String(error));
    return null;
  }
}
