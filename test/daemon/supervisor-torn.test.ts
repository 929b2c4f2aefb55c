import assert from 'node:assert/strict';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { Bench, type BenchOptions, FIRST, SECOND } from './bench.js';
import { GUARDED, ICCID, newCard, OTHER_ICCID, sample, watchPins } from './wallet.js';

const PIN = '[smartcard.pin]\ndefault = "1234"\n';

const KINDS: readonly { readonly name: string; readonly card: BootstrapCard }[] = [
  { name: 'a UICC', card: {} },
  { name: 'a SIM', card: { mode: '2g' } },
  { name: 'a UICC with a PIN', card: { mode: '3g', ...GUARDED } },
  { name: 'a UICC without an ICCID', card: { iccid: null } },
  {
    name: 'a UICC with CP documents',
    card: {
      provisioning: [
        { document: sample('provisioning/connections') },
        { document: sample('provisioning/account'), oid: '2.23.43.3.2' },
      ],
      provisioningDodf: 'always',
    },
  },
];

const MOMENTS = [
  { fate: 'tear', when: 'before it sees' },
  { fate: 'tear-after', when: 'before its answer is seen to' },
] as const;

/** Another operator's card in the other reader, which nothing may touch. */
const neighbour = () => newCard({ iccid: OTHER_ICCID, message: sample('other-server') });

const isPlain = ({ lines, bugs }: Bench): void => {
  assert.deepEqual(bugs, []);
  assert.deepEqual(
    lines.filter((line) => line.startsWith('error')),
    [],
  );
};

describe('a card that is torn out', () => {
  watchPins();

  for (const { name, card } of KINDS) {
    for (const { fate, when } of MOMENTS) {
      const tearing = (at: number): BenchOptions => ({
        config: PIN,
        retries: false,
        provider: { onCommand: (reader, n) => (reader === FIRST && n === at ? fate : 'answer') },
      });

      it(`leaves the tree as it is without it: ${name}, ${when} any one command`, async () => {
        const whole = newCard(card);
        const full = await Bench.start({ config: PIN, cards: { [FIRST]: whole } });
        assert.deepEqual(full.outcomes, ['applied']);
        const last = whole.transmits;
        assert.ok(last > 10);

        for (let at = 1; at <= last; at += 1) {
          const bench = await Bench.start({ ...tearing(at), cards: { [SECOND]: neighbour() } });
          const before = bench.store.tree();
          await bench.insert(FIRST, newCard(card));
          assert.equal(bench.outcome, 'removed', `command ${at}`);
          assert.deepEqual(bench.store.tree(), before, `command ${at}`);
          assert.deepEqual(bench.purged, []);
          isPlain(bench);
          bench.store.close();
        }
      });

      it(`takes its layer along: ${name}, ${when} any one command`, async () => {
        const whole = newCard(card);
        const full = await Bench.start({ config: PIN, cards: { [FIRST]: whole } });
        const id = full.reports[0]!.cards[0]!.identity!;
        const last = whole.transmits;

        for (let at = 1; at <= last; at += 1) {
          const cards = { [SECOND]: neighbour() };
          const earlier = await Bench.start({ config: PIN, retries: false, cards });
          const before = earlier.store.tree();
          await earlier.insert(FIRST, newCard(card));
          const bench = await earlier.restart({
            ...tearing(at),
            cards: { [FIRST]: newCard(card), [SECOND]: neighbour() },
          });
          assert.deepEqual(bench.outcomes.toSorted(), ['removed', 'unchanged'], `command ${at}`);
          assert.deepEqual(bench.purged, [id], `command ${at}`);
          assert.deepEqual(bench.store.tree(), before, `command ${at}`);
          isPlain(bench);
          bench.store.close();
        }
      });
    }
  }

  it('leaves nothing behind when it goes between two commands, or behind the last one', async () => {
    const whole = newCard();
    await Bench.start({ cards: { [FIRST]: whole } });
    for (let at = 1; at <= whole.transmits; at += 1) {
      let exchanges = 0;
      const bench = await Bench.start({
        heard: (line) => {
          if (line.startsWith('debug >')) exchanges += 1;
          if (exchanges === at) bench.provider.remove(FIRST);
        },
      });
      await bench.insert(FIRST, newCard());
      assert.deepEqual(bench.outcomes, ['removed'], `behind command ${at}`);
      assert.deepEqual(bench.accounts, []);

      await bench.insert(SECOND, newCard());
      assert.equal(bench.outcome, 'applied');
      await bench.remove(SECOND);
      assert.deepEqual(bench.accounts, [], 'no reader is taken for one that holds the card');
      isPlain(bench);
      bench.store.close();
    }
  });

  it('is applied when it is put in again', async () => {
    const card = newCard(GUARDED);
    let tears = 1;
    const bench = await Bench.start({
      config: PIN,
      provider: { onCommand: (_, n) => (n === 8 && tears-- > 0 ? 'tear' : 'answer') },
    });
    await bench.insert(FIRST, card);
    await bench.insert(FIRST, card);
    assert.deepEqual(bench.outcomes, ['removed', 'applied']);
    assert.equal(bench.accounts[0]?.origin.id, ICCID);
  });
});
