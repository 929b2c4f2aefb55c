import assert from 'node:assert/strict';
import { concat, fromHex } from '../../lib/bytes.js';
import { bootstrapEntry } from '../../lib/virtual-card/bootstrap-files.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { imageOf, outcomeOf, stay, sw, type WalkOptions } from './bench.js';

type Before = NonNullable<WalkOptions['before']>;

const ENTRY = bootstrapEntry('opaque', 'OMA-DM', {}, { path: '6421' });
const AODF = fromHex('A806300404024401');
const POINTER = fromHex('A706300404026420');

/** An entry of another application, of this many bytes. */
function decoy(length: number): Uint8Array {
  for (let label = 0; label < length; label++) {
    const entry = bootstrapEntry('opaque', 'x'.repeat(label), {}, { path: '6499' });
    if (entry.length !== length) continue;
    // The OID of the bootstrap entry becomes that of a sibling.
    entry[Buffer.from(entry).indexOf('672B07', 0, 'hex') + 2] = 0x09;
    return entry;
  }
  throw new RangeError(`no entry has ${length} bytes`);
}

/** Entries that end exactly at the boundary, and then the one that counts. */
function dodfOf(boundary: number): Uint8Array {
  const half = boundary >> 1;
  const before = boundary <= 127 ? [decoy(boundary)] : [decoy(half), decoy(boundary - half)];
  return concat(...before, ENTRY);
}

/** The same in an ODF: AODFs, and an entry of no known kind that makes up the length. */
function odfOf(boundary: number): Uint8Array {
  const filler = 8 + (boundary % 8);
  const unknown = concat(Uint8Array.of(0xa9, filler - 2), new Uint8Array(filler - 2));
  const aodfs = Array.from({ length: (boundary - filler) / 8 }, () => AODF);
  return concat(unknown, ...aodfs, POINTER);
}

/** A card that gives no more than this in answer to a READ, be it shorter data or 6CXX. */
function giving(card: VirtualCard, most: number, by: 'shorter data' | '6C'): Before {
  return (_, command) => {
    const le = command[4] || 256;
    if (command[1] !== 0xb0 || le <= most) return undefined;
    const answer = card.transmit(Uint8Array.of(...command.subarray(0, 4), most));
    if (answer.length !== most + 2) return undefined;
    return by === '6C' ? Uint8Array.of(0x6c, most) : answer;
  };
}

const PIECES = [64, 120, 128, 200, 231, 240, 253, 255];

describe('a file whose objects end where a READ does', () => {
  for (const [what, made] of [
    ['DODF', (boundary: number): BootstrapCard => ({ raw: { dodf: dodfOf(boundary) } })],
    ['ODF', (boundary: number): BootstrapCard => ({ raw: { odf: odfOf(boundary) } })],
  ] as const) {
    for (const mode of ['2g', '3g'] as const) {
      for (const by of ['shorter data', '6C'] as const) {
        it(`is read to its end: a ${what} in ${mode}, by ${by}`, async () => {
          for (const most of PIECES) {
            const card = new VirtualCard(imageOf({ mode, ...made(most) }));
            const done = await stay(card, { before: giving(card, most, by) });
            assert.equal(outcomeOf(done), 'message', `${most} bytes a READ`);
          }
        });
      }

      for (const [how, quirks] of [
        ['refuses Le 00', { maxLe: 255 }],
        ['answers Le 00 with nothing', { emptyAboveLe: 255 }],
        ['knows Le 00', {}],
      ] as const) {
        it(`is read to its end: a ${what} in ${mode}, on a card that ${how}`, async () => {
          for (const boundary of [255, 256]) {
            const card = new VirtualCard(imageOf({ mode, quirks, ...made(boundary) }));
            assert.equal(outcomeOf(await stay(card)), 'message', `${boundary} bytes`);
          }
        });
      }
    }
  }
});

describe('EF DIR', () => {
  for (const mode of ['2g', '3g'] as const) {
    it(`may have records that come with 6282 in ${mode}`, async () => {
      const card = new VirtualCard(imageOf({ mode }));
      const before: Before = (_, command) => {
        if (command[1] !== 0xb2) return undefined;
        const named = card.transmit(command);
        const whole = named[0] === 0x6c ? card.transmit(withLe(command, named[1]!)) : named;
        const length = whole[0] === 0x61 ? 2 + whole[1]! : 0;
        return length === 0 ? undefined : concat(whole.subarray(0, length), sw('6282'));
      };
      assert.equal(outcomeOf(await stay(card, { before })), 'message');
    });
  }
});

function withLe(command: Uint8Array, le: number): Uint8Array {
  return Uint8Array.of(...command.subarray(0, 4), le);
}
