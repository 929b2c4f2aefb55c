import assert from 'node:assert/strict';
import { Store } from '../../lib/tree/index.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import type { VirtualCard } from '../../lib/virtual-card/card.js';
import { inFolder } from '../tree/support.js';
import { Bench, type BenchOptions, FIRST, SECOND } from './bench.js';
import { forgive, GUARDED, ICCID, newCard, OTHER_ICCID, sample, watchPins } from './wallet.js';

const pin = (value: string): string => `[smartcard.pin]\ndefault = "${value}"\n`;
const RIGHT = pin('1234');
const WRONG = pin('4321');
const INS_VERIFY = 0x20;

const isTry = (command: Uint8Array): boolean => command[1] === INS_VERIFY && command.length > 5;
const left = (card: VirtualCard): number => card.pins.get(0x01)!.left;

/** The power goes at the first try: the card has seen it or not, and nobody hears the answer. */
function powerCut(fate: 'tear' | 'tear-after'): BenchOptions['provider'] & object {
  let cuts = 1;
  return { onCommand: (_, __, command) => (isTry(command) && cuts-- > 0 ? fate : 'answer') };
}

const MODES: readonly BootstrapCard[] = [GUARDED, { ...GUARDED, mode: '2g' }];

for (const guarded of MODES) {
  describe(`the PIN of a ${guarded.mode === '2g' ? 'SIM' : 'UICC'}`, () => {
    watchPins();

    it('is verified once if it is right, and the card is reset behind it', async () => {
      const card = newCard(guarded);
      const bench = await Bench.start({ config: RIGHT, cards: { [FIRST]: card } });
      assert.deepEqual(bench.outcomes, ['applied']);
      assert.equal(card.verifyAttempts, 1);
      assert.equal(card.pins.get(0x01)!.verified, false);
      assert.equal(bench.store.pins.look(ICCID, '1234'), null);
    });

    it('is verified again on the next stay', async () => {
      const card = newCard(guarded);
      const bench = await Bench.start({ config: RIGHT, cards: { [FIRST]: card } });
      const next = await bench.restart({ cards: { [FIRST]: card } });
      assert.deepEqual(next.outcomes, ['unchanged']);
      assert.equal(card.verifyAttempts, 2);
    });

    it('is not tried if it is disabled', async () => {
      const card = newCard({ ...guarded, pin: { enabled: false } });
      const bench = await Bench.start({ config: RIGHT, cards: { [FIRST]: card } });
      assert.deepEqual(bench.outcomes, ['applied']);
      assert.equal(card.verifyAttempts, 0);
    });

    for (const [detail, tries] of [
      ['tries', 1],
      ['blocked', 0],
    ] as const) {
      it(`is not tried with ${tries} tries left`, async () => {
        const card = newCard({ ...guarded, pin: { enabled: true, left: tries } });
        const bench = await Bench.start({ config: RIGHT, cards: { [FIRST]: card } });
        assert.deepEqual(bench.outcomes, [`pin-guarded: ${detail}`]);
        assert.equal(card.verifyAttempts, 0);
      });
    }

    it('is not tried with fewer tries left than the configuration asks for', async () => {
      const card = newCard(guarded);
      const config = `[smartcard]\nmin_tries_left = 4\n${RIGHT}`;
      const bench = await Bench.start({ config, cards: { [FIRST]: card } });
      assert.deepEqual(bench.outcomes, ['pin-guarded: tries']);
    });

    it('is not tried on a card without an ICCID', async () => {
      const card = newCard({ ...guarded, iccid: null });
      const bench = await Bench.start({ config: RIGHT, cards: { [FIRST]: card } });
      assert.deepEqual(bench.outcomes, ['pin-guarded: anonymous']);
    });

    it('is not tried on a reader that cannot be had for oneself', async () => {
      const card = newCard(guarded);
      const bench = await Bench.start({
        config: RIGHT,
        retries: false,
        provider: { capabilities: { exclusive: false } },
        cards: { [FIRST]: card },
      });
      assert.deepEqual(bench.outcomes, ['pin-guarded: shared']);
    });

    describe('that is wrong', () => {
      let card: VirtualCard;
      let bench: Bench;
      beforeEach(async () => {
        card = newCard(guarded);
        bench = await Bench.start({ config: WRONG, cards: { [FIRST]: card } });
        assert.deepEqual(bench.outcomes, ['pin-rejected']);
        assert.equal(left(card), 2);
      });

      it('is never tried again on this card', async () => {
        await bench.remove(FIRST);
        await bench.insert(SECOND, card);
        assert.equal(bench.outcome, 'pin-guarded: refused');
        const next = await bench.restart({ cards: { [FIRST]: card } });
        assert.deepEqual(next.outcomes, ['pin-guarded: refused']);
        assert.equal(card.verifyAttempts, 1);
      });

      it('is tried on another card', async () => {
        const other = newCard({ ...guarded, iccid: OTHER_ICCID });
        await bench.insert(SECOND, other);
        assert.equal(bench.outcome, 'pin-rejected');
      });

      it('is tried again when it was forgotten', async () => {
        assert.equal(bench.store.forgetPins(ICCID), 1);
        forgive(card);
        const next = await bench.restart({ cards: { [FIRST]: card } });
        assert.deepEqual(next.outcomes, ['pin-rejected']);
        assert.equal(left(card), 1);
        const last = await next.restart({ cards: { [FIRST]: card } });
        assert.deepEqual(last.outcomes, ['pin-guarded: refused']);
      });

      it('gives way to another one that is configured', async () => {
        const next = await bench.restart({ config: RIGHT, cards: { [FIRST]: card } });
        assert.deepEqual(next.outcomes, ['applied']);
        assert.equal(left(card), 3);
        const last = await next.restart({ config: WRONG, cards: { [FIRST]: card } });
        assert.deepEqual(last.outcomes, ['pin-guarded: refused']);
      });
    });

    it('that is wrong is remembered on disk', () =>
      inFolder(async (dir) => {
        const card = newCard(guarded);
        for (const outcome of ['pin-rejected', 'pin-guarded: refused', 'pin-guarded: refused']) {
          const store = Store.open(dir, 'readers');
          const bench = await Bench.start({ store, config: WRONG, cards: { [FIRST]: card } });
          assert.deepEqual(bench.outcomes, [outcome]);
          await bench.stop();
          store.close();
        }
        assert.equal(card.verifyAttempts, 1);
      }));

    it('of a card comes before the default one', async () => {
      const own = `${WRONG}"${ICCID}" = "1234"\n`;
      const bench = await Bench.start({
        config: own,
        cards: {
          [FIRST]: newCard(guarded),
          [SECOND]: newCard({ ...guarded, iccid: OTHER_ICCID, message: sample('other-server') }),
        },
      });
      assert.deepEqual(bench.outcomes.toSorted(), ['applied', 'pin-rejected']);
    });

    describe('whose answer nobody heard', () => {
      for (const [what, config, fate, outcome, tries] of [
        ['the right one, before the card saw it', RIGHT, 'tear', 'applied', 1],
        ['the right one, after the card saw it', RIGHT, 'tear-after', 'applied', 2],
        ['a wrong one, before the card saw it', WRONG, 'tear', 'pin-rejected', 1],
        ['a wrong one, after the card saw it', WRONG, 'tear-after', 'pin-guarded: refused', 1],
      ] as const) {
        it(`is settled by the counter of the card: ${what}`, async () => {
          const card = newCard(guarded);
          const bench = await Bench.start({ config, provider: powerCut(fate) });
          await bench.insert(FIRST, card);
          assert.deepEqual(bench.outcomes, ['removed']);
          const next = await bench.restart({ cards: { [FIRST]: card } });
          assert.deepEqual(next.outcomes, [outcome]);
          assert.equal(card.verifyAttempts, tries);
        });
      }
    });
  });
}

describe('a PIN that nothing on the card asks for', () => {
  watchPins();

  for (const mode of ['2g', '3g'] as const) {
    it(`is not tried in ${mode}`, async () => {
      const card = newCard({ mode, pin: { enabled: true } });
      const bench = await Bench.start({ config: RIGHT, cards: { [FIRST]: card } });
      assert.deepEqual(bench.outcomes, ['applied']);
      assert.equal(card.verifyAttempts, 0);
    });
  }

  it('is not tried in 3g where a flag is set but the rule asks for none', async () => {
    const card = newCard({ pin: { enabled: true }, flags: { private: true } });
    const bench = await Bench.start({ config: RIGHT, cards: { [FIRST]: card } });
    assert.deepEqual(bench.outcomes, ['applied']);
    assert.equal(card.verifyAttempts, 0);
  });

  it('is verified in 2g where a flag is set', async () => {
    const card = newCard({ mode: '2g', pin: { enabled: true }, flags: { modifiable: true } });
    const bench = await Bench.start({ config: RIGHT, cards: { [FIRST]: card } });
    assert.deepEqual(bench.outcomes, ['applied']);
    assert.equal(card.verifyAttempts, 1);
  });
});
