import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import type { CommandHook } from '../../lib/virtual-card/exchange.js';
import { BenchCard, visitHere } from '../support/bench-card.js';
import type { Dmbootd } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';
import { covered, SIM, tornAfter, UICC } from './torn.js';

describe('a card torn out of a real reader', function () {
  this.timeout(180_000);
  const rig = new Rig();

  it('leaves the tree as it is without it, after any exchange, where it had brought something before', async () => {
    const { folder, config } = covered(rig);
    const without = folder.tree();
    const cards = [new BenchCard(UICC), new BenchCard(SIM)] as const;
    const lengths = [(await visitHere(UICC)).apdus, (await visitHere(SIM)).apdus] as const;
    const start = async (hooks: readonly CommandHook[]): Promise<Dmbootd> => {
      await Promise.all(cards.map((card, at) => rig.put(card, SLOTS[at]!, hooks[at])));
      return rig.daemon(folder, { config });
    };
    const whole = await start([]);
    for (const { reader } of SLOTS) await whole.outcome(reader, 'applied');
    assert.equal(await whole.stop(), 0);
    const before = folder.at('before');
    cpSync(folder.state, before, { recursive: true });
    await rig.takeAll();

    for (let n = 1; n <= Math.max(...lengths); n += 1) {
      const at = lengths.map((length) => Math.min(n, length));
      const daemon = await start(at.map(tornAfter));
      await Promise.all(SLOTS.map(({ reader }) => daemon.outcome(reader, 'removed')));
      assert.equal(await daemon.stop(), 0);
      assert.deepEqual(folder.tree(), without, `after ${at.join(' and ')} exchanges`);
      rmSync(folder.state, { recursive: true });
      cpSync(before, folder.state, { recursive: true });
    }
    const daemon = await start([]);
    for (const { reader } of SLOTS) await daemon.outcome(reader, 'unchanged');
    assert.deepEqual(daemon.rest(), []);
  });
});
