import assert from 'node:assert/strict';
import { type SinonFakeTimers, type SinonStub, stub, useFakeTimers } from 'sinon';
import { ReaderError } from '../../lib/reader/error.js';
import { StoreError } from '../../lib/tree/index.js';
import { Bench, FIRST, SECOND } from './bench.js';
import { GUARDED, ICCID, newCard, OTHER_ICCID, sample, watchPins } from './wallet.js';

const PIN = '[smartcard.pin]\ndefault = "1234"\n';
const PATIENCE = 10_000;
/** The waits before the second, the third, … visit. */
const WAITS = [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1000);

const full = (): StoreError => new StoreError('unwritable', 'the disk is full');
const badStatus = (...commands: number[]) =>
  newCard({ quirks: { at: Object.fromEntries(commands.map((n) => [n, { sw: '6F42' }])) } });

describe('a visit that failed for a passing reason', () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());
  watchPins();

  /** A reader whose card does not answer, until it is told to. */
  async function muteCard(): Promise<{ bench: Bench; heal: () => void }> {
    let mute = true;
    const bench = await Bench.start({
      cards: { [FIRST]: newCard() },
      provider: {
        onCommand: () => {
          if (mute) throw new ReaderError('mute', 'no answer within 20 s');
          return 'answer';
        },
      },
    });
    return { bench, heal: () => (mute = false) };
  }

  it('is made again after longer and longer waits', async () => {
    const { bench } = await muteCard();
    for (const [at, wait] of WAITS.entries()) {
      assert.equal(bench.outcomes.length, at + 1);
      await clock.tickAsync(wait - 1);
      assert.equal(bench.outcomes.length, at + 1, `not before ${wait} ms`);
      await clock.tickAsync(1);
    }
    assert.deepEqual(new Set(bench.outcomes), new Set(['mute: no answer within 20 s']));
  });

  it('is not made again when one has succeeded', async () => {
    const { bench, heal } = await muteCard();
    heal();
    await clock.tickAsync(1000);
    assert.deepEqual(bench.outcomes.slice(1), ['applied']);
    await clock.tickAsync(600_000);
    assert.equal(bench.outcomes.length, 2);
  });

  it('is not made again when the card is gone', async () => {
    const { bench } = await muteCard();
    await bench.remove(FIRST);
    await clock.tickAsync(600_000);
    assert.equal(bench.outcomes.length, 1);
  });

  it('begins with the shortest wait when the card is put in again', async () => {
    const { bench } = await muteCard();
    await clock.tickAsync(1000 + 2000);
    await bench.remove(FIRST);
    await bench.insert(FIRST, newCard());
    const before = bench.outcomes.length;
    await clock.tickAsync(1000);
    assert.equal(bench.outcomes.length, before + 1);
  });

  it('is not made while the service is down, and anew when it is up', async () => {
    const { bench, heal } = await muteCard();
    bench.provider.down();
    await clock.tickAsync(600_000);
    assert.equal(bench.outcomes.length, 1);
    heal();
    bench.provider.up();
    await bench.settled();
    assert.deepEqual(bench.outcomes.slice(1), ['applied']);
  });

  it('is not made again when the daemon stops', async () => {
    const { bench } = await muteCard();
    await bench.stop();
    await clock.tickAsync(600_000);
    assert.equal(bench.outcomes.length, 1);
  });

  it('is made again after card-error', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: badStatus(9, 10) } });
    assert.match(bench.outcome!, /^card-error/);
    await clock.tickAsync(1000);
    assert.equal(bench.outcome, 'applied');
  });

  it('is made again after store-error', async () => {
    const bench = new Bench({ cards: { [FIRST]: newCard() } });
    const apply = stub(bench.store, 'apply').throws(full());
    bench.supervisor.start();
    await bench.settled();
    assert.deepEqual(bench.outcomes, ['store-error: the disk is full']);
    assert.deepEqual(bench.accounts, []);
    apply.restore();
    await clock.tickAsync(1000);
    assert.equal(bench.outcome, 'applied');
  });

  it('is made again where a PIN was not tried because another program shared the card', async () => {
    const card = newCard(GUARDED);
    const bench = await Bench.start({ config: PIN });
    bench.provider.insert(FIRST, card);
    await bench.settled();
    assert.equal(bench.outcome, 'applied');
    await bench.remove(FIRST);

    const letGo = bench.provider.hold(FIRST, 'shared');
    bench.provider.insert(FIRST, card);
    await clock.tickAsync(PATIENCE);
    await bench.settled();
    assert.equal(bench.outcome, 'pin-guarded: shared');
    assert.equal(card.verifyAttempts, 1);
    letGo();
    await clock.tickAsync(1000);
    assert.equal(bench.outcome, 'applied');
    assert.equal(card.verifyAttempts, 2);
  });

  it('is made again where a CP document was left closed because another program shared the card', async () => {
    const card = newCard({
      provisioning: [{ document: sample('provisioning/connections'), read: 'pin' }],
      pin: { enabled: true },
    });
    const bench = await Bench.start({ config: PIN });
    const letGo = bench.provider.hold(FIRST, 'shared');
    bench.provider.insert(FIRST, card);
    await clock.tickAsync(PATIENCE);
    await bench.settled();
    const kinds = () => bench.store.layers()[0]?.documents.map(({ kind }) => kind);
    assert.deepEqual([bench.outcomes, kinds()], [['applied'], ['dm']]);
    letGo();
    await clock.tickAsync(1000);
    assert.deepEqual(
      [bench.outcomes, kinds()],
      [
        ['applied', 'applied'],
        ['dm', 'cp'],
      ],
    );
    await clock.tickAsync(600_000);
    assert.equal(bench.outcomes.length, 2);
    assert.equal(card.verifyAttempts, 1);
  });

  it('is made again where another program holds the card for itself', async () => {
    const bench = await Bench.start();
    const letGo = bench.provider.hold(FIRST, 'exclusive');
    bench.provider.insert(FIRST, newCard());
    await clock.tickAsync(PATIENCE);
    assert.match(bench.outcome!, /^card-error/);
    letGo();
    await clock.tickAsync(1000);
    assert.equal(bench.outcome, 'applied');
  });

  for (const [what, card, config] of [
    ['pin-required', () => newCard(GUARDED), ''],
    ['pin-rejected', () => newCard({ ...GUARDED, pin: { enabled: true, value: '9999' } }), PIN],
    ['pin-guarded', () => newCard({ ...GUARDED, pin: { enabled: true, left: 1 } }), PIN],
    ['malformed', () => newCard({ message: sample('one-account').subarray(0, 99) }), ''],
    ['empty', () => newCard({ blank: true }), ''],
  ] as const) {
    it(`is not made again after ${what}, which does not pass by itself`, async () => {
      const bench = await Bench.start({ config, cards: { [FIRST]: card() } });
      assert.equal(bench.outcome?.split(':')[0], what);
      await clock.tickAsync(600_000);
      assert.equal(bench.outcomes.length, 1);
    });
  }

  it('is not made again where there is one look only', async () => {
    const bench = await Bench.start({ retries: false, cards: { [FIRST]: badStatus(9, 10) } });
    await clock.tickAsync(600_000);
    assert.equal(bench.outcomes.length, 1);
  });
});

describe('a purge that could not be written', () => {
  let clock: SinonFakeTimers;
  let purge: SinonStub;
  let bench: Bench;
  beforeEach(async () => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    bench = await Bench.start({ cards: { [FIRST]: newCard() } });
    purge = stub(bench.store, 'purge').throws(full());
  });
  afterEach(() => clock.restore());
  watchPins();

  it('is done as soon as it can be', async () => {
    await bench.remove(FIRST);
    await clock.tickAsync(5000);
    assert.equal(bench.accounts.length, 1);
    assert.ok(bench.lines.includes('error the disk is full'));
    purge.restore();
    await clock.tickAsync(1000);
    assert.deepEqual(bench.accounts, []);
    assert.deepEqual(bench.purged, [ICCID]);
  });

  it('is not done to a card that has come back', async () => {
    await bench.remove(FIRST);
    await bench.insert(SECOND, newCard());
    purge.restore();
    await clock.tickAsync(5000);
    assert.equal(bench.outcome, 'unchanged');
    assert.deepEqual(bench.purged, []);
    assert.equal(bench.accounts[0]?.confirmed, true);
  });

  it('holds up a card in the same reader, whose visit is made again', async () => {
    await bench.remove(FIRST);
    await bench.insert(FIRST, newCard({ iccid: OTHER_ICCID, message: sample('other-server') }));
    assert.equal(bench.outcome, 'store-error: the disk is full');
    purge.restore();
    await clock.tickAsync(1000);
    assert.equal(bench.outcome, 'applied');
    assert.deepEqual(bench.purged, [ICCID]);
    assert.equal(bench.accounts.length, 1);
  });

  it('because of what is on the card makes the visit a store-error, which is made again', async () => {
    bench = await bench.restart({ cards: { [FIRST]: newCard({ blank: true }) } });
    assert.equal(bench.outcome, 'store-error: the disk is full');
    purge.restore();
    await clock.tickAsync(1000);
    assert.equal(bench.outcome, 'empty');
    assert.deepEqual(bench.purged, [ICCID]);
  });

  it('at the end of the grace does not end the daemon, even if the state cannot be read', async () => {
    bench = await bench.restart({ provider: { readers: [SECOND] } });
    const layers = stub(bench.store, 'layers').throws(full());
    await clock.tickAsync(30_000);
    layers.restore();
    assert.ok(bench.lines.includes('error the disk is full'));
    await bench.insert(SECOND, newCard());
    assert.equal(bench.outcome, 'unchanged');
  });
});
