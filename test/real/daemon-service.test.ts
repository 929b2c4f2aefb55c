import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { VisibleNode } from '../../lib/tree/index.js';
import { BenchCard, sample } from '../support/bench-card.js';
import { type Folder, lookOnce } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { processes } from '../support/pcscd-client.js';
import { Rig } from '../support/rig.js';

const [FIRST, SECOND] = SLOTS;

const KILLS = 10;

const card = (message: string): BenchCard => new BenchCard({ message: sample(message) });

const servers = (folder: Folder): string[] =>
  folder
    .accounts()
    .map(({ serverId }) => serverId)
    .sort();

/** What a card brought, as users see it. */
const nodesOf = ({ iccid }: BenchCard, tree: readonly VisibleNode[]): VisibleNode[] =>
  tree.filter(({ origin }) => origin?.id === iccid);

describe('a PC/SC service that comes and goes', function () {
  this.timeout(120_000);
  const rig = new Rig();

  it('is waited for by the daemon, and for 5 s by a look, which then changes nothing', async () => {
    const [looked, waiting] = [rig.folder(), rig.folder()];
    const one = card('one-account');
    const session = await rig.put(one, FIRST);
    assert.equal((await lookOnce(looked)).status, 0);
    const tree = looked.tree();
    await session.remove();
    await rig.pcscd.stop();

    const daemon = rig.daemon(waiting);
    await daemon.logged(/PC\/SC does not answer/);
    const since = performance.now();
    const look = await lookOnce(looked);
    const took = performance.now() - since;
    assert.equal(look.status, 69);
    assert.deepEqual(look.report, { cards: [], sources: [], purged: [] });
    assert.ok(took < 15_000, `took ${Math.round(took)} ms`);
    assert.deepEqual(looked.tree(), tree);

    await rig.pcscd.start();
    await rig.put(one, FIRST);
    await daemon.outcome(FIRST.reader, 'applied');
    assert.deepEqual(waiting.tree(), tree);
  });

  it('may be killed ten times in a row in mid-walk: nothing is half applied, and in the end all is there', async () => {
    const walked = card('one-account');
    const beside = new BenchCard({ message: sample('other-server'), mode: '2g' });
    const folder = rig.folder();
    const daemon = rig.daemon(folder);
    await rig.put(beside, SECOND);
    const session = await rig.put(walked, FIRST);
    for (const { reader } of SLOTS) await daemon.outcome(reader, 'applied');
    const all = folder.tree();
    await session.remove();
    await daemon.purged(walked.iccid);

    for (let n = 1; n <= KILLS; n += 1) {
      const killed = new AbortController();
      await rig.put(walked, FIRST, async (at) => {
        if (at <= n) return 'answer';
        await rig.pcscd.stop('SIGKILL');
        killed.abort();
        return 'tear';
      });
      if (!killed.signal.aborted) await once(killed.signal, 'abort');
      await daemon.logged(/PC\/SC does not answer/, n);
      assert.deepEqual(nodesOf(walked, folder.tree()), [], `kill ${n}`);
      const kept = nodesOf(beside, folder.tree());
      if (kept.length > 0) assert.deepEqual(kept, nodesOf(beside, all), `kill ${n}`);
      assert.ok(folder.accounts().every(({ confirmed }) => !confirmed));
      await rig.pcscd.start();
      await rig.put(beside, SECOND);
    }

    await rig.put(walked, FIRST);
    await daemon.outcome(FIRST.reader, 'applied');
    await daemon.until(() => folder.accounts().filter(({ confirmed }) => confirmed).length === 2);
    assert.deepEqual(folder.tree(), all);
    // The virtual reader takes a card only when the service is up: it may be seen empty before, and that is a removal.
    const rest = new Set(['applied', 'unchanged'].map((outcome) => `${SECOND.reader} ${outcome}`));
    rest.add(`purged ${beside.iccid}`);
    assert.deepEqual(
      daemon.rest().filter((told) => !rest.has(told)),
      [],
    );
  });

  it('tells on its return which cards are gone, and until then none is', async () => {
    const [stays, goes] = [card('one-account'), card('other-server')];
    const comes = card('plain-adds');
    const folder = rig.folder();
    const daemon = rig.daemon(folder);
    for (const [at, one] of [stays, goes].entries()) {
      await rig.put(one, SLOTS[at]!);
      await daemon.outcome(SLOTS[at]!.reader, 'applied');
    }
    await restart(async () => {
      await rig.put(stays, FIRST);
      await rig.put(comes, SECOND);
    });
    await Promise.all([
      daemon.outcome(FIRST.reader, 'unchanged'),
      daemon.purged(goes.iccid),
      daemon.outcome(SECOND.reader, 'applied'),
    ]);
    assert.deepEqual(servers(folder), ['com.example.dm', 'org.example.plain']);
    await restart(() => rig.put(comes, SECOND));
    await Promise.all([daemon.purged(stays.iccid), daemon.outcome(SECOND.reader, 'unchanged')]);
    assert.deepEqual(servers(folder), ['org.example.plain']);
    assert.deepEqual(daemon.rest(), []);
  });

  /** Kills the service and starts it anew with other cards in its readers, before the daemon can look. */
  async function restart(put: () => Promise<unknown>): Promise<void> {
    const [monitor] = processes('monitor');
    process.kill(monitor!, 'SIGSTOP');
    await rig.pcscd.stop('SIGKILL');
    await rig.pcscd.start();
    await put();
    process.kill(monitor!, 'SIGCONT');
  }
});
