import assert from 'node:assert/strict';
import { ReaderError } from '../../lib/reader/error.js';
import type { Fate } from '../../lib/virtual-card/exchange.js';
import { Bench, FIRST, SECOND } from './bench.js';
import { ICCID, newCard, OTHER_ICCID, sample, watchPins } from './wallet.js';

const ORIGIN = { kind: 'smartcard', id: ICCID } as const;
const PURGED = 'disabled: purged';
const otherOperator = () => newCard({ iccid: OTHER_ICCID, message: sample('other-server') });

describe('the supervisor, when it is asked', () => {
  watchPins();

  describe('to purge what a card brought', () => {
    it('does so, and the card stays what it is', async () => {
      const bench = await Bench.start({ cards: { [FIRST]: newCard(), [SECOND]: otherOperator() } });
      assert.equal(bench.supervisor.discard(ORIGIN), true);
      assert.deepEqual(bench.purged, [ICCID]);
      assert.deepEqual(
        bench.accounts.map(({ serverId }) => serverId),
        ['net.example.manage'],
      );
      const [first] = bench.supervisor.readers;
      assert.deepEqual(
        [first?.present, first?.card?.outcome, first?.card?.detail, first?.card?.accounts],
        [true, 'disabled', 'purged', []],
      );
    });

    it('does nothing where nothing came from there', async () => {
      const bench = await Bench.start();
      assert.equal(bench.supervisor.discard(ORIGIN), false);
      assert.deepEqual(bench.happened.slice(-1), [{ event: 'reader-added', reader: SECOND }]);
    });

    it('holds it until the card is put in again', async () => {
      const bench = await Bench.start();
      const card = newCard();
      await bench.insert(FIRST, card);
      bench.supervisor.discard(ORIGIN);
      bench.provider.down();
      bench.provider.up();
      await bench.settled();
      assert.equal(bench.outcome, PURGED);
      const next = await bench.restart({ cards: { [FIRST]: card } });
      assert.deepEqual(next.outcomes, [PURGED]);
      await next.remove(FIRST);
      await next.insert(FIRST, card);
      assert.equal(next.outcome, 'applied');
    });

    it('holds it until a rescan', async () => {
      const bench = await Bench.start({ cards: { [FIRST]: newCard(), [SECOND]: otherOperator() } });
      bench.supervisor.discard(ORIGIN);
      assert.deepEqual(bench.supervisor.rescan(SECOND), [SECOND]);
      await bench.settled();
      assert.equal(bench.outcome, 'unchanged');
      assert.equal(bench.accounts.length, 1);
      assert.deepEqual(bench.supervisor.rescan(FIRST), [FIRST]);
      await bench.settled();
      assert.equal(bench.outcome, 'applied');
      assert.equal(bench.accounts.length, 2);
    });

    it('keeps out what a visit that is under way brings', async () => {
      let exchanges = Number.NEGATIVE_INFINITY;
      const bench = await Bench.start({
        provider: {
          onCommand: (): Fate => {
            exchanges += 1;
            if (exchanges === 8) bench.supervisor.discard(ORIGIN);
            return 'answer';
          },
        },
        cards: { [FIRST]: newCard() },
      });
      exchanges = 0;
      bench.supervisor.rescan();
      await bench.settled();
      assert.deepEqual(bench.outcomes, ['applied', PURGED]);
      assert.deepEqual(bench.accounts, []);
    });

    it('purges what came from elsewhere as well', async () => {
      const bench = await Bench.start({ cards: { [FIRST]: newCard() } });
      const origin = { kind: 'factory', id: 'box.wbxml' } as const;
      const [document] = bench.store.documents(ORIGIN);
      bench.store.apply({ origin, documents: [document!], mos: [] });
      assert.equal(bench.supervisor.discard(origin), true);
      assert.equal(bench.store.layer(origin), null);
      assert.equal(bench.accounts.length, 1);
    });
  });

  describe('to visit cards again', () => {
    it('visits all that are there, or the one in a reader', async () => {
      const bench = await Bench.start({ cards: { [FIRST]: newCard() } });
      assert.deepEqual(bench.supervisor.rescan(), [FIRST]);
      await bench.settled();
      assert.deepEqual(bench.supervisor.rescan(SECOND), []);
      await bench.insert(SECOND, otherOperator());
      assert.deepEqual(bench.supervisor.rescan(SECOND), [SECOND]);
      await bench.settled();
      assert.deepEqual(bench.provider.visits, [FIRST, FIRST, SECOND, SECOND]);
      assert.deepEqual(bench.outcomes, ['applied', 'unchanged', 'applied', 'unchanged']);
    });

    it('lets a visit that is under way come to its end first', async () => {
      let rescans = 1;
      const bench = await Bench.start({
        provider: {
          onCommand: (_, n): Fate => {
            if (n === 5 && rescans-- > 0) bench.supervisor.rescan(FIRST);
            return 'answer';
          },
        },
      });
      await bench.insert(FIRST, newCard());
      assert.deepEqual(bench.outcomes, ['applied', 'unchanged']);
      assert.equal(bench.supervisor.readers[0]?.visiting, false);
    });

    it('does not wait for the next try of a visit that failed', async () => {
      let mute = true;
      const bench = await Bench.start({
        provider: {
          onCommand: (): Fate => {
            if (mute) throw new ReaderError('mute', 'no answer');
            return 'answer';
          },
        },
        cards: { [FIRST]: newCard() },
      });
      assert.equal(bench.outcome, 'mute: no answer');
      mute = false;
      bench.supervisor.rescan();
      await bench.settled();
      assert.equal(bench.outcome, 'applied');
      await bench.stop();
    });
  });

  it('how it stands, knows each reader and its card', async () => {
    const bench = await Bench.start();
    await bench.insert(FIRST, newCard());
    assert.deepEqual(bench.supervisor.pcsc, { answers: true, reason: null, settled: true });
    const [first, second] = bench.supervisor.readers;
    assert.deepEqual(second, {
      reader: SECOND,
      present: false,
      visiting: false,
      identity: null,
      card: null,
    });
    assert.equal(first?.identity, ICCID);
    assert.deepEqual(first?.card, bench.reports[0]?.cards[0]);
    await bench.remove(FIRST);
    assert.deepEqual(bench.supervisor.readers[0]?.card, null);
    bench.provider.down('it was stopped');
    const { answers, reason } = bench.supervisor.pcsc;
    assert.deepEqual([answers, reason], [false, 'it was stopped']);
    assert.deepEqual(bench.supervisor.readers, []);
  });

  it('what happened, tells it in order', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard() } });
    await bench.remove(FIRST);
    bench.provider.unplug(SECOND);
    bench.provider.down();
    assert.deepEqual(
      bench.happened.map((one) => ('reader' in one ? `${one.event} ${one.reader}` : one.event)),
      [
        'pcsc-up',
        `reader-added ${FIRST}`,
        `card-inserted ${FIRST}`,
        `reader-added ${SECOND}`,
        'account-added',
        'card-visited',
        `card-removed ${FIRST}`,
        'account-removed',
        'purged',
        `reader-removed ${SECOND}`,
        'pcsc-down',
      ],
    );
  });
});
