import assert from 'node:assert/strict';
import { BenchCard, sample } from '../support/bench-card.js';
import type { Folder } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';

const [FIRST] = SLOTS;
const ONE = sample('one-account');
const CP = { document: sample('provisioning/connections') };

const naps = (folder: Folder): unknown[] =>
  folder
    .tree()
    .filter(({ uri }) => /^\.\/NAP\/[^/]+\/NapId$/.test(uri))
    .map(({ value }) => value);

const accounts = (folder: Folder): string[] =>
  folder.accounts().map(({ id, serverId }) => `${id} ${serverId}`);

describe('a card with a CP document behind a real pcscd', function () {
  this.timeout(60_000);
  const rig = new Rig();

  it('brings its access point, loses it with the document, and takes all of it along', async () => {
    const folder = rig.folder();
    const before = new BenchCard({ message: ONE, provisioning: [CP], provisioningDodf: 'always' });
    const first = await rig.put(before, FIRST);
    const earlier = rig.daemon(folder);
    const applied = await earlier.outcome(FIRST.reader, 'applied');
    assert.equal(applied.message?.length, ONE.length);
    assert.ok(naps(folder).includes('wap'));
    assert.deepEqual(accounts(folder), ['a1 com.example.dm']);

    assert.equal(await earlier.stop(), 0);
    await first.remove();
    const second = await rig.put(new BenchCard({ message: ONE, iccid: before.iccid }), FIRST);
    const daemon = rig.daemon(folder);
    await daemon.outcome(FIRST.reader, 'applied');
    assert.ok(!naps(folder).includes('wap'));
    assert.deepEqual(accounts(folder), ['a1 com.example.dm']);

    await second.remove();
    await daemon.purged(before.iccid);
    assert.deepEqual([naps(folder), accounts(folder)], [[], []]);
    assert.deepEqual(daemon.rest(), []);
  });
});
