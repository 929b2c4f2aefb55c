import assert from 'node:assert/strict';
import { statusLine } from '../../daemon/status.js';
import { Bench, FIRST, SECOND } from './bench.js';
import { newCard, watchPins } from './wallet.js';

const status = ({ supervisor, store }: Bench): string =>
  statusLine(supervisor.overview, store.accounts());

describe('the status line', () => {
  watchPins();

  it('follows the readers from the first look on', async () => {
    const bench = new Bench({ provider: { up: false } });
    assert.equal(
      status(bench),
      'the first look at the readers is under way, and waits for PC/SC; 0 accounts',
    );
    bench.supervisor.start();
    await bench.supervisor.changed();
    bench.provider.insert(FIRST, newCard());
    bench.provider.up();
    assert.equal(status(bench), 'the first look at the readers is under way; 0 accounts');
    await bench.settled();
    assert.equal(status(bench), '2 readers, 1 card, 1 account');
    bench.provider.down('a test');
    assert.equal(
      status(bench),
      'PC/SC does not answer, and is waited for; 1 account (1 unconfirmed)',
    );
    await bench.stop();
  });

  it('counts a card that has another identity for one more', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard() } });
    await bench.insert(SECOND, newCard({ iccid: null }));
    assert.match(status(bench), /^2 readers, 2 cards, /);
    await bench.stop();
  });

  it('says where the state cannot be read', () => {
    const overview = { enabled: true, answering: true, looked: true, readers: 1, cards: 0 };
    assert.equal(statusLine(overview, null), '1 reader, 0 cards, the state cannot be read');
    const off = { ...overview, enabled: false, answering: false, looked: false };
    assert.equal(statusLine(off, []), 'smartcard bootstrap is switched off; 0 accounts');
  });
});
