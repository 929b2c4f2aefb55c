import assert from 'node:assert/strict';
import { stub } from 'sinon';
import { OUTCOMES, type Outcome } from '../../lib/outcome.js';
import { ReaderError } from '../../lib/reader/error.js';
import { StoreError, type VisibleNode } from '../../lib/tree/index.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { Bench, type BenchOptions, FIRST, SECOND } from './bench.js';
import { GUARDED, ICCID, newCard, sample, watchPins } from './wallet.js';

interface Row {
  readonly outcome: Outcome;
  readonly why: string;
  /** What is on the card now; it had the message `one-account` before. */
  readonly card?: BootstrapCard;
  readonly config?: string;
  readonly provider?: BenchOptions['provider'];
  readonly detail?: RegExp;
}

const PIN = '[smartcard.pin]\ndefault = "1234"\n';
const WRONG_PIN = '[smartcard.pin]\ndefault = "4321"\n';

const mute = (): never => {
  throw new ReaderError('mute', 'no answer within 20 s');
};

const ROWS: readonly Row[] = [
  { outcome: 'applied', why: 'another message', card: { message: sample('nine-accounts') } },
  { outcome: 'unchanged', why: 'the same message' },
  { outcome: 'unchanged', why: 'the same message and another label', card: { label: 'New' } },
  {
    outcome: 'disabled',
    why: 'a rule',
    config: `[smartcard]\ndeny = ["iccid:${ICCID}"]\n`,
    detail: /^rule$/,
  },
  {
    outcome: 'disabled',
    why: 'the policy',
    config: '[smartcard]\nenabled = false\n',
    detail: /^policy$/,
  },
  { outcome: 'no-application', why: 'no EF DIR', card: { absent: 'dir' } },
  { outcome: 'no-application', why: 'no record in it', card: { absent: 'record' } },
  { outcome: 'no-bootstrap', why: 'no entry', card: { absent: 'entry' } },
  { outcome: 'no-bootstrap', why: 'no file', card: { absent: 'message' } },
  { outcome: 'no-bootstrap', why: 'an invalid file', card: { lifeCycle: 'deactivated' } },
  { outcome: 'empty', why: 'all FF', card: { blank: true } },
  {
    outcome: 'malformed',
    why: 'half a message',
    card: { message: sample('one-account').subarray(0, 300) },
    detail: /6421, byte \d+/,
  },
  {
    outcome: 'rejected',
    why: 'the wrong source',
    card: { message: sample('wrong-source') },
    detail: /5\.5\.4/,
  },
  { outcome: 'rejected', why: 'no account', card: { message: sample('no-account') } },
  { outcome: 'pin-required', why: 'no PIN configured', card: GUARDED },
  { outcome: 'pin-rejected', why: 'a wrong PIN', card: GUARDED, config: WRONG_PIN },
  {
    outcome: 'pin-guarded',
    why: 'one try left',
    card: { ...GUARDED, pin: { enabled: true, left: 1 } },
    config: PIN,
    detail: /^tries$/,
  },
  {
    outcome: 'pin-guarded',
    why: "an administrator's file",
    card: { ...GUARDED, read: { message: 'adm' } },
    config: PIN,
    detail: /^access$/,
  },
  {
    outcome: 'mute',
    why: 'no answer',
    provider: { onCommand: (_, n) => (n > 9 ? mute() : 'answer') },
  },
  {
    outcome: 'card-error',
    why: 'an unexpected status word',
    card: { quirks: { at: { 9: { sw: '6F42' }, 10: { sw: '6F42' } } } },
    detail: /6F42/,
  },
  {
    outcome: 'removed',
    why: 'torn out',
    provider: { onCommand: (_, n) => (n > 9 ? 'tear' : 'answer') },
  },
];

/** A card that was applied in an earlier run, and what is made of it now. */
async function again({ card, config, provider }: Omit<Row, 'outcome' | 'why'>) {
  const before = await Bench.start({ cards: { [FIRST]: newCard() } });
  const was = { tree: before.store.tree(), account: before.accounts[0]! };
  const bench = await before.restart({
    config: config ?? '',
    retries: false,
    provider: provider ?? {},
    cards: { [FIRST]: newCard(card) },
  });
  return { bench, was };
}

function holds(bench: Bench, tree: readonly VisibleNode[], confirmed: boolean): void {
  assert.deepEqual(bench.purged, []);
  assert.deepEqual(bench.store.tree(), tree);
  assert.deepEqual(
    bench.accounts.map((account) => account.confirmed),
    [confirmed],
  );
}

describe('what becomes of the layer of a card', () => {
  watchPins();

  for (const { outcome, why, detail = /.*/, ...row } of ROWS) {
    const { layer } = OUTCOMES[outcome];
    it(`${outcome} (${why}): ${layer}`, async () => {
      const { bench, was } = await again(row);
      const report = bench.reports.flatMap(({ cards }) => cards);
      assert.deepEqual(
        report.map((card) => card.outcome),
        [outcome],
      );
      assert.match(report[0]?.detail ?? '', detail);
      assert.deepEqual(bench.bugs, []);
      switch (layer) {
        case 'replaced':
          assert.equal(bench.accounts.length, 9);
          assert.equal(bench.store.layers().length, 1);
          assert.equal(bench.store.layers()[0]?.sequence, 1);
          break;
        case 'kept':
          holds(bench, was.tree, true);
          break;
        case 'unconfirmed':
          holds(bench, was.tree, false);
          assert.deepEqual(report[0]?.accounts, bench.accounts);
          break;
        case 'purged':
          assert.deepEqual(bench.purged, [ICCID]);
          assert.deepEqual(bench.store.layers(), []);
          assert.deepEqual(report[0]?.accounts, []);
          break;
      }
    });
  }

  it('store-error: kept', async () => {
    const before = await Bench.start({ cards: { [FIRST]: newCard() } });
    const tree = before.store.tree();
    stub(before.store, 'apply').throws(new StoreError('unwritable', 'the disk is full'));
    const bench = await before.restart({
      retries: false,
      cards: { [FIRST]: newCard({ message: sample('nine-accounts') }) },
    });
    assert.deepEqual(bench.outcomes, ['store-error: the disk is full']);
    assert.deepEqual(bench.store.tree(), tree);
    assert.deepEqual(bench.purged, []);
  });

  it('rejected for a duplicate identity: kept', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard() } });
    const tree = bench.store.tree();
    await bench.insert(SECOND, newCard({ message: sample('other-server') }));
    assert.equal(bench.outcome, 'rejected: duplicate-identity');
    holds(bench, tree, true);
  });

  it('is tested for every outcome', () => {
    const tested = new Set<Outcome>([...ROWS.map(({ outcome }) => outcome), 'store-error']);
    assert.deepEqual([...tested].toSorted(), Object.keys(OUTCOMES).toSorted());
  });

  it('is confirmed again by the next visit that finds the message', async () => {
    const { bench } = await again({ card: GUARDED });
    assert.equal(bench.accounts[0]?.confirmed, false);
    const next = await bench.restart({ config: PIN, cards: { [FIRST]: newCard(GUARDED) } });
    assert.deepEqual(next.outcomes, ['unchanged']);
    assert.equal(next.accounts[0]?.confirmed, true);
  });

  it('does not touch a card where smartcard bootstrap is switched off, and purges all cards', async () => {
    const before = await Bench.start({ cards: { [FIRST]: newCard() } });
    const card = newCard();
    const bench = await before.restart({
      config: '[smartcard]\nenabled = false\n',
      provider: { readers: [SECOND], up: false },
      cards: { [SECOND]: card },
    });
    assert.deepEqual(bench.purged, [ICCID], 'at once, whether or not the service answers');
    bench.provider.up();
    await bench.settled();
    assert.deepEqual(bench.purged, [ICCID]);
    assert.deepEqual(bench.outcomes, ['disabled: policy']);
    assert.equal(card.transmits, 0);
  });
});
