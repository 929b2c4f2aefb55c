import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { cardOf } from './play.js';

const SEED = 20130401;

/** Bytes that are likelier than chance to be a command. */
const command = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(
      fc.constantFrom(0x00, 0x01, 0x03, 0x40, 0x4f, 0x80, 0xa0, 0xc0),
      fc.constantFrom(0xa4, 0xb0, 0xb2, 0xc0, 0xf2, 0x20, 0x70),
      fc.oneof(fc.constantFrom(0, 1, 3, 4, 8, 9, 0x80, 0x82, 0x9e), fc.nat(255)),
      fc.oneof(fc.constantFrom(0, 1, 2, 4, 0x0c, 0xf4, 0x81), fc.nat(255)),
      fc.option(fc.nat(255), { nil: null }),
      fc.oneof(
        fc.constant([]),
        fc.constantFrom(...[0x3f00, 0x2f00, 0x7f50, 0x7fff, 0x6420]).map((f) => [f >> 8, f & 0xff]),
        fc.array(fc.nat(255), { maxLength: 20 }),
      ),
      fc.constantFrom([], [0x00], [0x10]),
    )
    .map(([cla, ins, p1, p2, p3, data, le]) => {
      const lc = data.length > 0 ? [data.length, ...data] : p3 === null ? [] : [p3];
      return Uint8Array.from([cla, ins, p1, p2, ...lc, ...le]);
    }),
);

const CARDS: readonly BootstrapCard[] = [
  { mode: '2g' },
  { mode: '3g', serves2g: true, read: { message: 'pin' } },
  { protocol: 'T=1', quirks: { sixOneAt: 10, overLongLe: '6282', channels: 19 } },
  { dir: 'transparent', rules: 'environments', lifeCycle: 'deactivated' },
];

describe('any bytes sent to a virtual card', () => {
  for (const [at, options] of CARDS.entries()) {
    it(`get data of at most 256 bytes and a status word (card ${at + 1})`, () => {
      fc.assert(
        fc.property(fc.array(command, { minLength: 1, maxLength: 30 }), (commands) => {
          const card = cardOf(options);
          for (const bytes of commands) {
            const { length } = card.transmit(bytes);
            assert.ok(length >= 2 && length <= 258);
          }
        }),
        { seed: SEED, numRuns: 400 },
      );
    });
  }

  it('never cost a PIN more tries than the codes that were presented', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const card = cardOf({ pin: { enabled: true } });
        for (const bytes of commands) card.transmit(bytes);
        const pin = card.pins.get(1);
        assert.ok(pin !== undefined && pin.left >= pin.tries - pin.wrong);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
