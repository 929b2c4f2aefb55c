import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import type { CommandHook } from '../../lib/virtual-card/exchange.js';
import { BenchCard, sample, visitHere } from '../support/bench-card.js';
import { type Dmbootd, type Folder, lookOnce } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { processes } from '../support/pcscd-client.js';
import { Rig } from '../support/rig.js';

const [FIRST, SECOND] = SLOTS;
const SIM: BootstrapCard = { mode: '2g', message: sample('one-account') };
const UICC: BootstrapCard = { message: sample('one-account') };

/** Who it is is known by then. */
const HANGS_AT = 4;

const tornAfter =
  (last: number): CommandHook =>
  (n) =>
    n === last ? 'tear-after' : 'answer';

/** The number of exchanges of a whole visit. */
const exchanges = async (image: BootstrapCard): Promise<number> => (await visitHere(image)).apdus;

describe('a card torn out of a real reader', function () {
  this.timeout(240_000);
  const rig = new Rig();

  /** A state with an account of the server that the cards have too, which they cover, and a write of that server. */
  function covered(): Folder {
    const folder = rig.folder();
    folder.install({ kind: 'factory', id: 'bench' }, sample('same-server'));
    folder.change((store) => {
      const [account] = store.accounts();
      store.write(`${account!.uri}/Name`, { value: 'Renamed' }, { server: account!.serverId });
    });
    return folder;
  }

  /** Tears the card out after each command of its walk, one insertion each. */
  async function tearOut(folder: Folder, daemon: Dmbootd, image: BootstrapCard): Promise<void> {
    const card = new BenchCard(image);
    const last = await exchanges(image);
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

  it('leaves the tree as it is without it, after any exchange, where it had brought something before', async () => {
    const folder = covered();
    const without = folder.tree();
    const cards = [new BenchCard(UICC), new BenchCard(SIM)] as const;
    const lengths = [await exchanges(UICC), await exchanges(SIM)] as const;
    const start = async (hooks: readonly CommandHook[]): Promise<Dmbootd> => {
      await Promise.all(cards.map((card, at) => rig.put(card, SLOTS[at]!, hooks[at])));
      return rig.daemon(folder);
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

  it('leaves the tree as it was, after any exchange, while the card in another reader hangs and is served in the end', async () => {
    const folder = covered();
    const hung = new BenchCard({ message: sample('other-server') });
    const session = await rig.put(hung, FIRST);
    assert.equal((await lookOnce(folder)).status, 0);
    await session.remove();

    const torn = new AbortController();
    await rig.put(hung, FIRST, async (n) => {
      if (n === HANGS_AT) await Promise.all([pause(30_000), once(torn.signal, 'abort')]);
      return 'answer' as const;
    });
    const daemon = rig.daemon(folder);
    const mute = daemon.outcome(FIRST.reader, 'mute');
    await daemon.logged(/card in/);
    await tearOut(folder, daemon, SIM);
    await tearOut(folder, daemon, UICC);
    await mute;
    torn.abort();
    // A retry before the card answers finds it still held by the exchange that hangs.
    await daemon.outcome(FIRST.reader, 'unchanged', ['mute', 'card-error']);
    assert.deepEqual(daemon.rest(), []);
  });

  it('does not keep the daemon from ending within a second, when it hangs instead', async () => {
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
