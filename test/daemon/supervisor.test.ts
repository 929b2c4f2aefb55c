import assert from 'node:assert/strict';
import type { Fate } from '../../lib/virtual-card/exchange.js';
import { Bench, FIRST, SECOND } from './bench.js';
import { ICCID, newCard, OTHER_ICCID, sample, watchPins } from './wallet.js';

const origin = (id: string) => ({ kind: 'smartcard', id });
const otherOperator = () => newCard({ iccid: OTHER_ICCID, message: sample('other-server') });
/** The server of `newCard()`, at another address. */
const sameServer = () => newCard({ iccid: OTHER_ICCID, message: sample('same-server') });

const events = ({ store }: Bench): string[] =>
  store.outbox.pending(100).map(({ event, accountId, uri }) => `${event} ${accountId} ${uri}`);

describe('the supervisor', () => {
  watchPins();

  it('applies the message of a card that comes, and purges it when the card goes', async () => {
    const bench = await Bench.start();
    const before = bench.store.tree();
    await bench.insert(FIRST, newCard());
    const [account] = bench.accounts;
    assert.equal(account?.serverId, 'com.example.dm');
    assert.deepEqual(account?.origin, origin(ICCID));
    assert.equal(account?.confirmed, true);
    const { outcome, iccid, mode, label, accounts } = bench.reports[0]!.cards[0]!;
    assert.deepEqual(
      { outcome, iccid, mode, label },
      { outcome: 'applied', iccid: ICCID, mode: '3g', label: 'OMA-DM' },
    );
    assert.deepEqual(accounts, bench.accounts);

    await bench.remove(FIRST);
    assert.deepEqual(bench.store.tree(), before);
    assert.deepEqual(bench.reports.slice(1), [{ cards: [], sources: [], purged: [origin(ICCID)] }]);
  });

  it('never gives an account the id of one that is gone', async () => {
    const bench = await Bench.start();
    await bench.insert(FIRST, newCard());
    await bench.remove(FIRST);
    await bench.insert(SECOND, newCard());
    assert.deepEqual(events(bench), [
      'account-added a1 ./DMAcc/OperatorX',
      'account-removed a1 ./DMAcc/OperatorX',
      'account-added a2 ./DMAcc/OperatorX',
    ]);
  });

  it('visits the cards that are there when it starts', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard(), [SECOND]: otherOperator() } });
    assert.deepEqual(bench.outcomes, ['applied', 'applied']);
    assert.equal(bench.accounts.length, 2);
  });

  it('purges the one card and applies the other when they are swapped', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard() } });
    bench.provider.swap(FIRST, otherOperator());
    await bench.settled();
    assert.deepEqual(bench.outcomes, ['applied', 'applied']);
    assert.deepEqual(bench.purged, [ICCID]);
    assert.deepEqual(
      bench.accounts.map(({ serverId }) => serverId),
      ['net.example.manage'],
    );
  });

  it('keeps nothing of a card that is swapped in the midst of its visit', async () => {
    let swaps = 1;
    const bench = await Bench.start({
      provider: {
        onCommand: (_, n) => {
          if (n === 5 && swaps-- > 0) bench.provider.swap(FIRST, otherOperator());
          return 'answer';
        },
      },
    });
    await bench.insert(FIRST, newCard());
    assert.deepEqual(bench.outcomes.toSorted(), ['applied', 'removed']);
    assert.deepEqual(
      bench.accounts.map(({ serverId }) => serverId),
      ['net.example.manage'],
    );
    assert.deepEqual(bench.bugs, []);
  });

  it('serves two readers at once', async () => {
    let waiting: (() => void) | null = null;
    const bench = await Bench.start({
      provider: {
        onCommand: async (reader, n): Promise<Fate> => {
          if (reader === FIRST && n === 5) await new Promise<void>((go) => (waiting = go));
          return 'answer';
        },
      },
    });
    const slow = bench.provider.nextVisit(FIRST);
    bench.provider.insert(FIRST, newCard());
    const quick = bench.provider.nextVisit(SECOND);
    bench.provider.insert(SECOND, otherOperator());
    await quick;
    assert.equal(bench.accounts.length, 1);
    waiting!();
    await slow;
    assert.equal(bench.accounts.length, 2);
    assert.deepEqual(bench.provider.visits, [SECOND, FIRST]);
  });

  it('purges the card in a reader that is unplugged', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard(), [SECOND]: otherOperator() } });
    bench.provider.unplug(FIRST);
    assert.deepEqual(bench.purged, [ICCID]);
    assert.equal(bench.accounts.length, 1);
    bench.provider.plug(FIRST);
    await bench.insert(FIRST, newCard());
    assert.equal(bench.accounts.length, 2);
  });

  it('goes on with its work after a fault of its own', async () => {
    let faults = 1;
    const bench = new Bench({ cards: { [FIRST]: newCard() } });
    const { store } = bench;
    const apply = store.apply.bind(store);
    store.apply = (...parameters) => {
      if (faults-- > 0) throw new TypeError('a bug');
      return apply(...parameters);
    };
    bench.supervisor.start();
    await bench.settled();
    assert.equal(bench.bugs.length, 1);
    assert.deepEqual(bench.outcomes, ['store-error: a fault of this program: a bug']);
    await bench.insert(SECOND, otherOperator());
    assert.equal(bench.outcome, 'applied');
    await bench.stop();
  });

  describe('of two cards of one server', () => {
    const ADDED = 'account-added a1 ./DMAcc/OperatorX';
    const CHANGED = 'account-changed a1 ./DMAcc/OperatorX';

    it('shows the later one, and the earlier one again when that goes', async () => {
      const bench = await Bench.start();
      await bench.insert(FIRST, newCard());
      const lower = bench.store.tree('./DMAcc');
      await bench.insert(SECOND, sameServer());
      assert.deepEqual(bench.accounts[0]?.addresses, ['https://dm2.example.com/oma']);
      assert.deepEqual(bench.accounts[0]?.origin, origin(OTHER_ICCID));

      await bench.remove(SECOND);
      assert.deepEqual(bench.store.tree('./DMAcc'), lower);
      assert.deepEqual(events(bench), [ADDED, CHANGED, CHANGED]);
    });

    it('changes nothing for users when the covered one goes', async () => {
      const bench = await Bench.start();
      await bench.insert(FIRST, newCard());
      await bench.insert(SECOND, sameServer());
      const upper = bench.store.tree('./DMAcc');
      await bench.remove(FIRST);
      assert.deepEqual(bench.store.tree('./DMAcc'), upper);
      assert.deepEqual(events(bench), [ADDED, CHANGED]);

      await bench.remove(SECOND);
      assert.deepEqual(bench.accounts, []);
    });
  });

  describe('of two cards of one identity', () => {
    it('lets both hold the layer if their message is the same', async () => {
      const bench = await Bench.start();
      await bench.insert(FIRST, newCard());
      const tree = bench.store.tree();
      await bench.insert(SECOND, newCard());
      assert.deepEqual(bench.outcomes, ['applied', 'unchanged']);
      await bench.remove(FIRST);
      assert.deepEqual(bench.store.tree(), tree);
      assert.deepEqual(bench.outcomes, ['applied', 'unchanged'], 'no further visit');
      await bench.remove(SECOND);
      assert.deepEqual(bench.accounts, []);
      assert.deepEqual(bench.purged, [ICCID]);
    });

    it('knows after a restart which reader holds the one that is left', async () => {
      const bench = await Bench.start();
      await bench.insert(FIRST, newCard());
      await bench.insert(SECOND, newCard());
      await bench.remove(FIRST);
      const next = await bench.restart({
        cards: { [FIRST]: otherOperator(), [SECOND]: newCard() },
      });
      assert.deepEqual(next.purged, []);
      assert.deepEqual(next.outcomes.toSorted(), ['applied', 'unchanged']);
    });

    const otherMessage = () => newCard({ message: sample('other-server') });

    it('rejects the second one if its message is another, and keeps the layer', async () => {
      const bench = await Bench.start();
      await bench.insert(FIRST, newCard());
      const tree = bench.store.tree();
      await bench.insert(SECOND, otherMessage());
      assert.equal(bench.outcome, 'rejected: duplicate-identity');
      assert.deepEqual(bench.store.tree(), tree);

      await bench.remove(SECOND);
      assert.deepEqual(bench.store.tree(), tree);
      assert.deepEqual(bench.purged, []);
    });

    it('visits the second one again when the first one goes', async () => {
      const bench = await Bench.start();
      await bench.insert(FIRST, newCard());
      await bench.insert(SECOND, otherMessage());
      await bench.remove(FIRST);
      assert.equal(bench.outcome, 'applied');
      assert.deepEqual(
        bench.accounts.map(({ serverId, confirmed }) => ({ serverId, confirmed })),
        [{ serverId: 'net.example.manage', confirmed: true }],
      );
      await bench.remove(SECOND);
      assert.deepEqual(bench.accounts, []);
    });

    it('keeps the layer whatever else is wrong with the second one', async () => {
      const bench = await Bench.start({ cards: { [FIRST]: newCard() } });
      const tree = bench.store.tree();
      await bench.insert(SECOND, newCard({ blank: true }));
      assert.equal(bench.outcome, 'empty');
      await bench.remove(SECOND);
      await bench.insert(SECOND, newCard({ message: sample('wrong-source') }));
      assert.match(bench.outcome!, /^rejected/);
      assert.deepEqual(bench.store.tree(), tree);
      assert.deepEqual(bench.purged, []);
    });
  });
});
