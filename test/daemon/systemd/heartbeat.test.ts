import assert from 'node:assert/strict';
import { beat } from '../../../daemon/systemd/heartbeat.js';

const WATCHDOG = 30;

describe('the signs of life', () => {
  it('come as long as the loops turn, and end when they are told to', async () => {
    const over = new AbortController();
    let turns = 0;
    let beats = 0;
    await beat(
      WATCHDOG,
      async () => {
        turns += 1;
      },
      () => {
        beats += 1;
        if (beats === 4) over.abort();
      },
      over.signal,
    );
    assert.deepEqual([turns, beats], [4, 4]);
  });

  it('stop with the first turn that does not end', async () => {
    const over = new AbortController();
    let beats = 0;
    const stuck = new Promise<void>((resolve) => {
      void beat(
        WATCHDOG,
        () => (beats < 2 ? Promise.resolve() : new Promise<never>(() => resolve())),
        () => {
          beats += 1;
        },
        over.signal,
      );
    });
    await stuck;
    assert.equal(beats, 2);
  });
});
