import assert from 'node:assert/strict';
import { equalBytes, fromHex } from '../../lib/bytes.js';
import { CardError } from '../../lib/card/error.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { imageOf, messageOf, outcomeOf, stay, sw, verifies, walk } from './bench.js';

const OPEN = fromHex('0070000001');

const QUIRKS: readonly [name: string, quirks: NonNullable<BootstrapCard['quirks']>][] = [
  ['knows no short identifiers', { noSfi: true }],
  ['knows no silent SELECT', { noSelectSilent: true }],
  ['knows neither', { noSfi: true, noSelectSilent: true }],
  ['refuses Le 00', { maxLe: 255 }],
  ['answers Le 00 with nothing', { emptyAboveLe: 255 }],
  ['gives short data with 6282', { overLongLe: '6282' }],
  ['gives short data with 9000', { overLongLe: 'short' }],
  ['gives its answers in pieces', { sixOneAt: 100 }],
  ['has no channel free', { channels: 0 }],
  ['has no channel free and knows no short identifiers', { channels: 0, noSfi: true }],
  ['has many channels', { channels: 19 }],
  ['answers an empty VERIFY of a disabled PIN with 6984', { disabledPinQuery: '6984' }],
];

describe('a card with ways of its own', () => {
  for (const common of [
    { mode: '2g', protocol: 'T=0' },
    { mode: '3g', protocol: 'T=0' },
    { mode: '3g', protocol: 'T=1' },
  ] as const) {
    for (const [name, quirks] of QUIRKS) {
      it(`${name}, ${common.mode} on ${common.protocol}`, async () => {
        for (const message of [messageOf(40), messageOf(2700)]) {
          const card = { ...common, quirks, message, decoyDodfs: 1 } as const;
          const { retrieved, error } = await walk(card);
          assert.equal(error, null);
          assert.equal(retrieved?.kind, 'message');
          assert.ok(equalBytes(retrieved.bytes, message));
        }
        const guarded = { pin: { enabled: true }, read: { message: 'pin' } } as const;
        const done = await walk({ ...common, quirks, ...guarded }, { pin: '1234' });
        assert.equal(outcomeOf(done), 'message');
        assert.equal(verifies(done.exchanges).length, 1);
      });
    }
  }

  it('works on a channel above 3', async () => {
    const card = new VirtualCard(imageOf({ quirks: { channels: 19 } }));
    const before = (n: number) => {
      if (n === 1) for (let number = 1; number < 19; number++) card.transmit(OPEN);
      return undefined;
    };
    const done = await stay(card, { before });
    assert.equal(outcomeOf(done), 'message');
    assert.ok(done.exchanges.some((line) => line.startsWith('4FB091')));
    assert.equal(done.exchanges.at(-1), '0070801300 > 9000');
  });

  it('warns where the basic channel is used', async () => {
    const { warnings, exchanges } = await walk({ quirks: { channels: 0 } });
    assert.equal(warnings.length, 1);
    assert.ok(!exchanges.some((line) => line.startsWith('007080')));
  });

  describe('where the reader keeps the basic channel to itself', () => {
    const capabilities = { basicChannel: false };

    it('is read on another one', async () => {
      const { retrieved, exchanges } = await walk({ decoyDodfs: 1 }, { capabilities });
      assert.equal(retrieved?.kind, 'message');
      const basic = exchanges.filter((line) => line.startsWith('00'));
      assert.ok(basic.length > 0 && basic.every((line) => line.startsWith('0070')));
    });

    it('is given up if there is none', async () => {
      const { error } = await walk({ quirks: { channels: 0 } }, { capabilities });
      assert.ok(error instanceof CardError && error.code === 'no-channel');
    });

    it('may be a SIM, which is reset', async () => {
      const done = await walk({ mode: '2g' }, { capabilities });
      assert.equal(outcomeOf(done), 'message');
      assert.deepEqual(done.exchanges.slice(0, 2), ['0070000001 > 6E00', 'reset']);
    });
  });
});

describe('a status word that no procedure foresees', () => {
  it('is a card-error that names command, file and meaning', async () => {
    const before = (_: number, command: Uint8Array) =>
      command[1] === 0xb0 && command[4] === 40 ? sw('6581') : undefined;
    for (const mode of ['2g', '3g'] as const) {
      const done = await walk({ mode }, { before });
      assert.equal(
        outcomeOf(done),
        'card-error: READ BINARY of EF DM_Bootstrap 6421 was answered with 6581 (memory problem)',
      );
    }
  });

  it('has the channel closed all the same', async () => {
    for (const answer of ['6F00', '6581', '9000']) {
      for (let at = 6; at <= 14; at++) {
        const before = (n: number) => (n === at || n === at + 1 ? sw(answer) : undefined);
        const { exchanges } = await walk({}, { before });
        assert.equal(exchanges.at(-1)?.slice(0, 10), '0070800100', `${answer} at ${at}`);
      }
    }
  });
});
