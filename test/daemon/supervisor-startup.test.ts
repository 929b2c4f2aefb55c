import assert from 'node:assert/strict';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { Store } from '../../lib/tree/index.js';
import { inFolder } from '../tree/support.js';
import { Bench, FIRST, SECOND } from './bench.js';
import { GUARDED, ICCID, newCard, OTHER_ICCID, sample, watchPins } from './wallet.js';

const GRACE = 30_000;
const NAME = './DMAcc/OperatorX/Name';

const other = () => newCard({ iccid: OTHER_ICCID, message: sample('other-server') });
/** It refuses everything that would tell who it is. */
const nameless = () =>
  newCard({
    quirks: { at: Object.fromEntries([1, 2, 3, 4].map((n) => [n, { sw: '6F00' }])) },
  });
const changed = () => newCard({ message: sample('same-server') });

/** A daemon that applied the card in the first reader, and was stopped. */
async function earlier(card = newCard()): Promise<Bench> {
  const bench = await Bench.start({ cards: { [FIRST]: card } });
  assert.deepEqual(bench.outcomes, ['applied']);
  return bench;
}

describe('the supervisor, started on the state of an earlier run', () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());
  watchPins();

  it('finds the same card, and everything stays', async () => {
    const before = await earlier();
    const tree = before.store.tree();
    const bench = await before.restart({ cards: { [FIRST]: newCard() } });
    assert.deepEqual(bench.outcomes, ['unchanged']);
    assert.deepEqual(bench.purged, []);
    assert.deepEqual(bench.store.tree(), tree);
    assert.equal(bench.accounts[0]?.id, 'a1');
    assert.equal(bench.accounts[0]?.confirmed, true);
  });

  it('does so from disk, too', () =>
    inFolder(async (dir) => {
      const store = Store.open(dir, 'readers');
      const first = await Bench.start({ store, cards: { [FIRST]: newCard() } });
      await first.stop();
      store.close();
      const again = Store.open(dir, 'readers');
      const bench = await Bench.start({ store: again, cards: { [FIRST]: newCard() } });
      assert.deepEqual(bench.outcomes, ['unchanged']);
      await bench.stop();
      again.close();
    }));

  it('finds another card in the reader: the old one is purged before the new one is applied', async () => {
    const bench = await (await earlier()).restart({ cards: { [FIRST]: other() } });
    assert.deepEqual(
      bench.reports.map(({ cards, purged }) => cards[0]?.outcome ?? purged[0]?.id),
      [ICCID, 'applied'],
    );
  });

  it('purges the old one though the new one brings nothing', async () => {
    const bench = await (await earlier()).restart({
      cards: { [FIRST]: newCard({ iccid: OTHER_ICCID, absent: 'record' }) },
    });
    assert.deepEqual(bench.purged, [ICCID]);
  });

  it('finds the reader empty: the card is gone', async () => {
    const bench = await (await earlier()).restart();
    assert.deepEqual(bench.purged, [ICCID]);
    assert.deepEqual(bench.accounts, []);
  });

  it('finds a card that no longer carries the server it carried before', async () => {
    const bench = await (await earlier()).restart({
      cards: { [FIRST]: newCard({ message: sample('other-server') }) },
    });
    assert.deepEqual(bench.outcomes, ['applied']);
    assert.deepEqual(
      bench.accounts.map(({ serverId }) => serverId),
      ['net.example.manage'],
    );
  });

  it('finds the card in another reader, seen first there: its layer moves along', async () => {
    const before = await earlier();
    const bench = await before.restart({
      provider: { readers: [SECOND, FIRST], up: false },
      cards: { [SECOND]: newCard() },
    });
    bench.provider.unplug(FIRST);
    bench.provider.up();
    await bench.settled();
    assert.deepEqual(bench.outcomes, ['unchanged']);
    assert.deepEqual(bench.purged, []);
    bench.provider.plug(FIRST);
    assert.deepEqual(bench.purged, [], 'the reader where it was last seen tells nothing any more');
    assert.equal(bench.accounts[0]?.id, 'a1');
    await bench.remove(SECOND);
    assert.deepEqual(bench.purged, [ICCID]);
  });

  it('notes where a card is that does not bring its message this time', async () => {
    const before = await earlier(newCard({ ...GUARDED, pin: { enabled: false } }));
    const bench = await before.restart({
      provider: { readers: [SECOND] },
      cards: { [SECOND]: newCard(GUARDED) },
    });
    assert.deepEqual(bench.outcomes, ['pin-required']);
    const next = await bench.restart({ provider: { readers: [SECOND] } });
    assert.deepEqual(next.purged, [ICCID]);
  });

  it('finds its reader empty and the card in another one: purged at once, and applied anew', async () => {
    const bench = await (await earlier()).restart({ cards: { [SECOND]: newCard() } });
    assert.deepEqual(bench.outcomes, ['applied']);
    assert.deepEqual(
      bench.accounts.map(({ id, confirmed }) => ({ id, confirmed })),
      [{ id: 'a2', confirmed: true }],
    );
  });

  describe('and its reader is not there', () => {
    const without = async (before: Bench): Promise<Bench> =>
      before.restart({ provider: { readers: [SECOND] } });

    it('waits for the grace to be over, and then purges', async () => {
      const bench = await without(await earlier());
      await clock.tickAsync(GRACE - 1);
      assert.deepEqual(bench.purged, []);
      assert.equal(bench.accounts[0]?.confirmed, false);
      await clock.tickAsync(1);
      assert.deepEqual(bench.purged, [ICCID]);
    });

    it('has another grace after each restart of the service', async () => {
      const bench = await without(await earlier());
      await clock.tickAsync(GRACE - 1000);
      bench.provider.down();
      await clock.tickAsync(500);
      bench.provider.up();
      await bench.settled();
      await clock.tickAsync(GRACE - 1);
      assert.deepEqual(bench.purged, []);
      await clock.tickAsync(1);
      assert.deepEqual(bench.purged, [ICCID]);
    });

    it('takes the grace that is configured', async () => {
      const before = await earlier();
      const bench = await before.restart({
        config: '[smartcard]\nremoval_grace = "2s"\n',
        provider: { readers: [SECOND] },
      });
      await clock.tickAsync(2000);
      assert.deepEqual(bench.purged, [ICCID]);
    });

    it('settles it as soon as the reader is back', async () => {
      const bench = await without(await earlier());
      bench.provider.plug(FIRST);
      assert.deepEqual(bench.purged, [ICCID]);
    });

    it('keeps it if the card turns up elsewhere', async () => {
      const bench = await without(await earlier());
      await bench.insert(SECOND, newCard());
      await clock.tickAsync(GRACE);
      assert.deepEqual(bench.purged, []);
      assert.equal(bench.accounts[0]?.id, 'a1');
      bench.provider.plug(FIRST);
      assert.deepEqual(bench.purged, []);
    });

    it('purges nothing more when the grace is over and the card is there', async () => {
      const bench = await (await earlier()).restart({ cards: { [FIRST]: newCard() } });
      await clock.tickAsync(GRACE);
      assert.deepEqual(bench.purged, []);
    });
  });

  it('waits for a card that does not say who it is, until the grace is over', async () => {
    const bench = await (await earlier()).restart({
      retries: false,
      cards: { [FIRST]: nameless() },
    });
    assert.match(bench.outcome!, /^card-error/);
    await clock.tickAsync(GRACE - 1);
    assert.deepEqual(bench.purged, []);
    assert.equal(bench.accounts[0]?.confirmed, false);
    await clock.tickAsync(1);
    assert.deepEqual(bench.purged, [ICCID]);
  });

  it('waits for a card that never answers, too', async () => {
    const before = await earlier();
    await before.stop();
    const bench = new Bench({
      store: before.store,
      cards: { [FIRST]: newCard({ quirks: { at: { 1: { mute: true } } } }) },
    });
    bench.supervisor.start();
    await clock.tickAsync(GRACE - 1);
    assert.deepEqual(bench.purged, []);
    await clock.tickAsync(1);
    assert.deepEqual(bench.purged, [ICCID]);
    await bench.stop();
  });

  it('settles at the end of a single look what no reader can hold, and spares what may be there', async () => {
    const first = await Bench.start({ cards: { [FIRST]: newCard(), [SECOND]: other() } });
    const bench = await first.restart({
      retries: false,
      provider: { readers: [FIRST] },
      cards: { [FIRST]: nameless() },
    });
    bench.supervisor.settle({ sparing: true });
    assert.deepEqual(bench.purged, [OTHER_ICCID]);
    assert.equal(bench.accounts.length, 1);
  });

  it('keeps what a DM server wrote, if the message is unchanged', async () => {
    const before = await earlier();
    before.store.write(NAME, { value: 'As the server says' }, { server: 'com.example.dm' });
    const bench = await before.restart({ cards: { [FIRST]: newCard() } });
    assert.deepEqual(bench.outcomes, ['unchanged']);
    assert.equal(bench.store.tree(NAME)[0]?.value, 'As the server says');
  });

  it('drops what a DM server wrote, if the message is another', async () => {
    const before = await earlier();
    before.store.write(NAME, { value: 'As the server says' }, { server: 'com.example.dm' });
    const bench = await before.restart({ cards: { [FIRST]: changed() } });
    assert.deepEqual(bench.outcomes, ['applied']);
    assert.equal(bench.store.tree(NAME)[0]?.value, 'Example Operator');
    assert.equal(bench.accounts[0]?.id, 'a1');
  });

  describe('of two cards of one server', () => {
    const upper = () => newCard({ iccid: OTHER_ICCID, message: sample('same-server') });
    const run = async (): Promise<Bench> => {
      const bench = await earlier();
      await bench.insert(SECOND, upper());
      return bench;
    };

    it('brings the lower one back if the upper one is gone', async () => {
      const bench = await (await run()).restart({ cards: { [FIRST]: newCard() } });
      assert.deepEqual(bench.purged, [OTHER_ICCID]);
      const [account] = bench.accounts;
      assert.equal(account?.id, 'a1');
      assert.equal(account?.origin.id, ICCID);
      assert.deepEqual(account?.addresses, ['https://dm.example.com/oma']);
      assert.deepEqual(
        bench.store.outbox.pending(9).map(({ event }) => event),
        ['account-added', 'account-changed', 'account-changed'],
      );
    });

    it('keeps their order, whichever answers first', async () => {
      const bench = await (await run()).restart({
        provider: { readers: [SECOND, FIRST] },
        cards: { [SECOND]: upper(), [FIRST]: newCard() },
      });
      assert.deepEqual(bench.accounts[0]?.origin.id, OTHER_ICCID);
      assert.deepEqual(bench.store.outbox.pending(9).length, 2);
    });
  });

  describe('and a service that does not answer', () => {
    it('purges nothing, and shows everything as unconfirmed', async () => {
      const bench = await (await earlier()).restart({
        provider: { up: false },
        cards: { [FIRST]: newCard() },
      });
      await clock.tickAsync(2 * GRACE);
      bench.supervisor.settle({ sparing: false });
      assert.deepEqual(bench.purged, []);
      assert.deepEqual(
        bench.accounts.map(({ confirmed }) => confirmed),
        [false],
      );
      bench.provider.up();
      await bench.settled();
      assert.deepEqual(bench.outcomes, ['unchanged']);
      assert.equal(bench.accounts[0]?.confirmed, true);
    });

    it('goes through that again whenever the service goes down', async () => {
      const bench = await earlier();
      bench.provider.down();
      await clock.tickAsync(2 * GRACE);
      assert.equal(bench.accounts[0]?.confirmed, false);
      bench.provider.up();
      await bench.settled();
      assert.equal(bench.accounts[0]?.confirmed, true);
      assert.deepEqual(bench.purged, []);
    });

    it('settles what happened meanwhile', async () => {
      const bench = await earlier();
      bench.provider.down();
      bench.provider.swap(FIRST, other());
      assert.deepEqual(bench.purged, []);
      bench.provider.up();
      await bench.settled();
      assert.deepEqual(bench.purged, [ICCID]);
      assert.deepEqual(
        bench.accounts.map(({ serverId }) => serverId),
        ['net.example.manage'],
      );
    });

    it('reports nothing of a visit that the end of the service cut short', async () => {
      const bench: Bench = await Bench.start({
        provider: {
          onCommand: (_, n) => {
            if (n === 6 && bench.provider.visits.length === 0 && downs-- > 0) bench.provider.down();
            return 'answer';
          },
        },
      });
      let downs = 1;
      bench.provider.insert(FIRST, newCard());
      await clock.tickAsync(0);
      assert.deepEqual(bench.outcomes, []);
      bench.provider.up();
      await bench.settled();
      assert.deepEqual(bench.outcomes, ['applied']);
    });
  });
});
