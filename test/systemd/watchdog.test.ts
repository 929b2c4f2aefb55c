import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { BenchCard, sample } from '../support/bench-card.js';
import { SLOTS } from '../support/pcscd.js';
import { Service } from '../support/service.js';

const [FIRST, SECOND] = SLOTS;

const WATCHDOG = 2_000;

/** Who it is is known by then. */
const HANGS_AT = 4;

describe('the watchdog', function () {
  this.timeout(60_000);
  const service = new Service();

  /** A card that never answers its fourth command, from then on. */
  async function hangingCard(): Promise<void> {
    const hung = new AbortController();
    await service.put(new BenchCard({ message: sample('other-server') }), FIRST, (n) => {
      if (n < HANGS_AT) return 'answer';
      hung.abort();
      return new Promise<never>(() => {});
    });
    if (!hung.signal.aborted) await once(hung.signal, 'abort');
  }

  beforeEach(async () => {
    await service.change(`WatchdogSec=${WATCHDOG}ms`, 'RestartSec=100ms');
    await service.do('start');
    await service.shows('StatusText', /^2 readers/);
  });

  it('is served while a reader hangs for longer than it waits, and the other reader too', async () => {
    await hangingCard();
    await pause(2 * WATCHDOG);
    assert.equal(await service.show('NRestarts'), '0');
    await service.put(new BenchCard({ message: sample('one-account') }), SECOND);
    await service.journal.next({ DMBOOTD_READER: SECOND.reader, DMBOOTD_OUTCOME: 'applied' });
    assert.deepEqual(
      service.accounts().map(({ serverId }) => serverId),
      ['com.example.dm'],
    );
  });

  it('ends a daemon whose event loop stands still, and another one takes over', async () => {
    await service.put(new BenchCard({ message: sample('one-account') }), FIRST);
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    const stopped = await service.pid();
    process.kill(stopped, 'SIGSTOP');
    await service.journal.next({ UNIT: 'dmbootd.service', MESSAGE: /Watchdog timeout/ });
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    assert.equal(await service.show('NRestarts'), '1');
    assert.notEqual(await service.pid(), stopped);
  });

  it('has nothing to do with the end of a daemon while a card hangs, within a second', async () => {
    await hangingCard();
    await service.do('stop');
    const [from, to] = await Promise.all(
      ['ActiveExit', 'InactiveEnter'].map((event) => service.show(`${event}TimestampMonotonic`)),
    );
    const took = (Number(to) - Number(from)) / 1000;
    assert.ok(took < 1_000, `took ${Math.round(took)} ms`);
    assert.equal(await service.show('Result'), 'success');
  });
});
