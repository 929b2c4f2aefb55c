import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { BenchCard, sample, visitHere } from '../support/bench-card.js';
import { type Dmbootd, type Folder, lookOnce } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { processes } from '../support/pcscd-client.js';
import { Rig } from '../support/rig.js';
import { covered, SIM, tornAfter, UICC } from './torn.js';

const [FIRST, SECOND] = SLOTS;

/** Who it is is known by then. */
const HANGS_AT = 4;

describe('a card that hangs in a real reader', function () {
  this.timeout(180_000);
  const rig = new Rig();

  /** Tears the card out after each command of its walk, one insertion each. */
  async function tearOut(folder: Folder, daemon: Dmbootd, image: BootstrapCard): Promise<void> {
    const card = new BenchCard(image);
    const { apdus: last } = await visitHere(image);
    const [accounts, tree] = [folder.accounts(), folder.tree()];
    for (let n = 1; n <= last; n += 1) {
      await rig.put(card, SECOND, tornAfter(n));
      await daemon.outcome(SECOND.reader, 'removed');
      assert.deepEqual(folder.tree(), tree, `after ${n} of ${last} exchanges`);
      assert.deepEqual(folder.accounts(), accounts, `after ${n} of ${last} exchanges`);
    }
    const session = await rig.put(card, SECOND);
    const { apdus } = await daemon.outcome(SECOND.reader, 'applied');
    assert.equal(apdus, last);
    await session.remove();
    await daemon.purged(card.iccid);
    assert.deepEqual(folder.tree(), tree);
  }

  it('is tried again and served in the end, and delays no other: one torn out after any exchange, which leaves the tree as it was', async () => {
    const { folder, config } = covered(rig);
    const hung = new BenchCard({ message: sample('other-server') });
    const session = await rig.put(hung, FIRST);
    assert.equal((await lookOnce(folder, { config })).status, 0);
    await session.remove();

    const torn = new AbortController();
    await rig.put(hung, FIRST, async (n) => {
      if (n === HANGS_AT) await Promise.all([pause(30_000), once(torn.signal, 'abort')]);
      return 'answer' as const;
    });
    const daemon = rig.daemon(folder, { config });
    let muted = false;
    const mute = daemon.outcome(FIRST.reader, 'mute').then(() => {
      muted = true;
    });
    await daemon.logged(/card in/);
    const atOnce = new BenchCard(UICC);
    const served = await rig.put(atOnce, SECOND);
    await daemon.outcome(SECOND.reader, 'applied');
    assert.equal(muted, false);
    await served.remove();
    await daemon.purged(atOnce.iccid);
    await tearOut(folder, daemon, SIM);
    await tearOut(folder, daemon, UICC);
    await mute;
    torn.abort();
    // A retry before the card answers finds it still held by the exchange that hangs.
    await daemon.outcome(FIRST.reader, 'unchanged', ['mute', 'card-error']);
    assert.deepEqual(daemon.rest(), []);
  });

  it('does not keep the daemon from ending within a second', async () => {
    const folder = rig.folder();
    const daemon = rig.daemon(folder);
    const asked = new Promise<void>((resolve, reject) => {
      const put = rig.put(new BenchCard(UICC), FIRST, () => {
        resolve();
        return new Promise<never>(() => {});
      });
      put.catch(reject);
    });
    await asked;
    const since = performance.now();
    assert.equal(await daemon.stop('SIGTERM'), 0);
    const took = performance.now() - since;
    assert.ok(took < 1_000, `took ${Math.round(took)} ms`);
    assert.deepEqual([...processes('monitor'), ...processes('worker')], []);
  });
});
