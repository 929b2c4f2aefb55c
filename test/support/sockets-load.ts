import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CardReport } from '../../daemon/report.js';
import { BenchCard, sample, visitHere } from './bench-card.js';
import { underLoad } from './load.js';
import { SLOTS } from './pcscd.js';
import { Rig } from './rig.js';

/** Milliseconds for the slowest answer: a watchdog that is pinged every 15 s would not have noticed. */
const SLOWEST = 5_000;
/** MiB that the daemon may grow by. */
const GROWTH = 100;

/** Cards come and go for so many seconds while the sockets are under load. */
export function describeLoad(seconds: number): void {
  describe(`the sockets under load, for ${seconds} s`, function () {
    this.timeout((seconds + 60) * 1_000);
    const rig = new Rig();

    it('hold up no visit, no answer and no follower, and take no memory', async () => {
      const folder = rig.folder();
      const daemon = rig.daemon(folder);
      await daemon.logged(/PC\/SC answers/);
      const cards = ['one-account', 'big-2700'].map(
        (name) => new BenchCard({ message: sample(name) }),
      );
      const alone = await Promise.all(
        ['one-account', 'big-2700'].map((name) => visitHere({ message: sample(name) })),
      );

      const until = performance.now() + seconds * 1_000;
      let stays = 0;
      const comeAndGo = async (at: 0 | 1): Promise<void> => {
        const [card, slot] = [cards[at]!, SLOTS[at]];
        while (performance.now() < until) {
          const inserted = await rig.put(card, slot);
          const visit = await daemon.outcome(slot.reader, 'applied');
          assert.deepEqual(costs(visit), costs(alone[at]!));
          await inserted.remove();
          await daemon.purged(card.iccid);
          stays += 1;
        }
      };
      const { told, ...figures } = await underLoad(join(folder.state, 'control.sock'), async () => {
        await Promise.all([comeAndGo(0), comeAndGo(1)]);
      });

      console.log(JSON.stringify({ load: 'sockets', seconds, stays, ...figures }));
      assert.deepEqual(figures.failures, []);
      // That there was load at all: how much of it a busy machine takes is printed.
      assert.ok(figures.requests >= 50 * seconds);
      assert.ok(figures.slowest < SLOWEST, `${figures.slowest} ms`);
      assert.ok(figures.memory.most - figures.memory.first < GROWTH);
      const [one, ...others] = told;
      const first = one![0]!;
      assert.deepEqual(
        one,
        Array.from(one!, (_, at) => first + at),
      );
      assert.ok(one!.length >= 6 * stays, `${one!.length} events of ${stays} stays`);
      for (const other of others) assert.deepEqual(other, one);
      assert.deepEqual(daemon.rest(), []);
    });
  });
}

const costs = ({ apdus, bytesSent, bytesReceived, message }: CardReport) => ({
  apdus,
  bytesSent,
  bytesReceived,
  message,
});
