import assert from 'node:assert/strict';
import { concat, fromHex } from '../../lib/bytes.js';
import { decodeEmbedded, decodeWbxml, type WbxmlDocument } from '../../lib/wbxml/decode.js';
import { endOf } from '../../lib/wbxml/end.js';
import { WbxmlError } from '../../lib/wbxml/error.js';
import { MAX_DOCUMENT } from '../../lib/wbxml/limits.js';
import { toXml } from '../../lib/wbxml/xml.js';
import { parseXml } from './xml-tree.js';

const INPUTS = 20_000;

const OBJECT =
  '03 00 00 6A 1B 2D2F2F4F4D412F2F4454442D444D2D44444620312E322F2F454E00 00 02 60 77 03 312E3200 01 64 66 03 5800 01 6F 5C 25 01 01 01 01';
const SEEDS = [
  OBJECT,
  '02 A401 6A 08 2E2F496E626F7800 6D 6C 71 03 312E3200 01 01 6B 45 4B 03 3100 01 54 6E 57 83 00 01 01 5A 00 01 47 03 62696E00 01 53 83 02 01 01 00 00 4F 03 C3A900 02 8231 01 01 01 12 01 01',
  '01 9F53 04 06 410042004300 43 04 00 03 E900 01 ED 04 02 83 04 04 04 01 C4 02 04 00 01 C3 03 0001FF 01 01',
  `03 01 6A 00 00 02 60 76 C3 2E ${OBJECT} 01 01`,
].map(fromHex);

/** Bytes that mean something to a decoder. */
const TOKENS = fromHex('00 01 02 03 04 40 43 44 80 83 84 C0 C3 C4 7F FF 60 64 6D AD');

/** Mulberry32: numbers from 0 to 1, the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A document with one to four changes: a byte set, bytes cut out, bytes put in, a part repeated. */
function mutate(seed: Uint8Array, next: () => number): Uint8Array {
  const below = (limit: number): number => Math.floor(next() * limit);
  const byte = (): number => (next() < 0.7 ? TOKENS[below(TOKENS.length)]! : below(256));
  let bytes: Uint8Array = Uint8Array.from(seed);
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = below(bytes.length);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (below(4)) {
      case 0:
        bytes[at] = byte();
        break;
      case 1:
        bytes = concat(head, tail.subarray(1 + below(4)), Uint8Array.of(0x01));
        break;
      case 2:
        bytes = concat(head, Uint8Array.of(byte(), byte()), tail);
        break;
      default:
        bytes = concat(head, tail.subarray(0, below(tail.length)), tail);
    }
  }
  return bytes;
}

function attempt(bytes: Uint8Array): WbxmlDocument | null {
  try {
    return decodeWbxml(bytes);
  } catch (error) {
    assert.ok(error instanceof WbxmlError, String(error));
    assert.ok(error.offset >= 0 && error.offset <= Math.min(bytes.length, MAX_DOCUMENT));
    return null;
  }
}

describe('damaged WBXML', () => {
  it('is decoded or refused, its end agreed upon, and printed as well-formed XML', () => {
    const next = random(20090501);
    let decoded = 0;
    for (let input = 0; input < INPUTS; input++) {
      const bytes = mutate(SEEDS[input % SEEDS.length]!, next);
      const document = attempt(bytes);
      const ending = endOf(bytes);
      if (document === null) continue;
      decoded++;
      assert.deepEqual(ending, { kind: 'end', length: document.length });
      if (decoded % 20 > 0) continue;
      parseXml(toXml(document.root, { unfold: (opaque) => decodeEmbedded(opaque)?.root ?? null }));
    }
    assert.ok(decoded > INPUTS / 20, `only ${decoded} inputs were decoded`);
  }).timeout(10_000);

  it('costs little at its worst', () => {
    const room = MAX_DOCUMENT - 64;
    const header = fromHex('03 A401 6A 00 6D');
    const end = Uint8Array.of(0x01);
    const filled = (...pattern: number[]): Uint8Array =>
      Uint8Array.from(
        { length: room - (room % pattern.length) },
        (_, at) => pattern[at % pattern.length]!,
      );
    const table = new Uint8Array(0x8000 + 8).fill(0x41);
    table.set(fromHex('03 A401 6A 828000 6D'));
    const references = Array<number[]>(0x3f00).fill([0x83, 0x00]).flat();
    assert.equal(attempt(concat(table, Uint8Array.from(references))), null);
    assert.equal(endOf(concat(table, Uint8Array.from(references))).kind, 'malformed');
    const floods = [
      filled(0x02, 0x41),
      filled(0x03, 0x41, 0x00),
      filled(0x00, 0x00),
      filled(0x6d, 0x03, 0x41, 0x00, 0x01, 0x2d, 0x03, 0x42, 0x00),
      filled(0xc3, 0x02, 0x41, 0x01),
      filled(0x03, 0x00),
      filled(0x02, 0x01),
    ];
    for (const flood of floods) {
      const bytes = concat(header, flood, end);
      const ending = endOf(bytes);
      const document = attempt(bytes);
      if (document === null) continue;
      assert.deepEqual(ending, { kind: 'end', length: bytes.length });
      parseXml(toXml(document.root));
    }
  });
});
