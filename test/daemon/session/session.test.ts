import assert from 'node:assert/strict';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { startSession } from '../../../daemon/session/session.js';
import { listLog, madeEvent } from '../hooks/made.js';

describe('the start of a session', () => {
  let clock: SinonFakeTimers;
  let starts: string[];
  let online: boolean;
  let works: boolean;
  let abort: AbortController;

  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    starts = [];
    online = true;
    works = true;
    abort = new AbortController();
  });
  afterEach(() => clock.restore());

  const begin = (log = listLog().log): Promise<void> =>
    startSession(
      madeEvent(1, 'a1', 'session-start'),
      {
        settle: 5_000,
        isOnline: () => online,
        start: async (unit) => {
          starts.push(`${clock.now} ${unit}`);
          if (!works) throw new Error('no');
        },
        log,
      },
      abort.signal,
    );

  it('waits until the account has stood', async () => {
    const started = begin();
    await clock.tickAsync(4_999);
    assert.deepEqual(starts, []);
    await clock.tickAsync(1);
    await started;
    assert.deepEqual(starts, ['5000 dmbootd-session@a1.service']);
  });

  it('is tried again ever later, up to five minutes', async () => {
    works = false;
    const started = begin();
    await clock.tickAsync(1_500_000);
    const times = starts.map((start) => Number.parseInt(start, 10) / 1000);
    const gaps = times.slice(1).map((time, at) => time - times[at]!);
    assert.deepEqual(gaps, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    works = true;
    await clock.tickAsync(300_000);
    await started;
    assert.equal(starts.length, 14);
  });

  it('waits for the network', async () => {
    online = false;
    const started = begin();
    await clock.tickAsync(60_000);
    assert.deepEqual(starts, []);
    online = true;
    await clock.tickAsync(1_000);
    await started;
    assert.equal(starts.length, 1);
  });

  for (const [when, milliseconds] of [
    ['while the account has to stand', 1_000],
    ['while it is tried again', 7_500],
  ] as const) {
    it(`is given up where the account goes ${when}`, async () => {
      works = false;
      const started = begin();
      await clock.tickAsync(milliseconds);
      const { length } = starts;
      abort.abort();
      await started;
      await clock.tickAsync(600_000);
      assert.equal(starts.length, length);
    });
  }
});
