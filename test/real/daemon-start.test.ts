import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from '../../lib/tree/index.js';
import { BenchCard, sample } from '../support/bench-card.js';
import { type Folder, lookOnce } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';

const [FIRST, SECOND] = SLOTS;

const card = (message: string, iccid?: string): BenchCard =>
  new BenchCard({ message: sample(message), ...(iccid && { iccid }) });

const origin = ({ iccid }: BenchCard): Origin => ({ kind: 'smartcard', id: iccid });

const servers = (folder: Folder): string[] =>
  folder
    .accounts()
    .map(({ serverId }) => serverId)
    .sort();

/** What the local DM client has to hear of. */
const events = (folder: Folder): string[] =>
  folder.change((store) => {
    const pending = store.outbox.pending(100);
    for (const { sequence } of pending) store.outbox.delivered(sequence);
    return pending.map(({ event, serverId, origin: { id } }) => `${event} ${serverId} ${id}`);
  });

/** A configuration with a hook that never ends: every event waits. */
function withholding(folder: Folder): string {
  const hooks = folder.at('hooks.d');
  mkdirSync(hooks);
  writeFileSync(join(hooks, 'hook'), '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
  return `[hooks]\nfolder = "${hooks}"\n`;
}

describe('a daemon that starts with a state', function () {
  this.timeout(60_000);
  const rig = new Rig();

  it('purges the card that was in a reader with another one now, and the one whose reader is empty', async () => {
    const folder = rig.folder();
    const [swapped, taken] = [card('one-account'), card('plain-adds')];
    const first = await rig.put(swapped, FIRST);
    const second = await rig.put(taken, SECOND);
    assert.equal((await lookOnce(folder)).status, 0);
    assert.deepEqual(servers(folder), ['com.example.dm', 'org.example.plain']);
    await Promise.all([first.remove(), second.remove()]);
    events(folder);

    const other = card('other-server');
    await rig.put(other, FIRST);
    const daemon = rig.daemon(folder, { config: withholding(folder) });
    await Promise.all([
      daemon.purged(swapped.iccid),
      daemon.purged(taken.iccid),
      daemon.outcome(FIRST.reader, 'applied'),
    ]);
    await daemon.stop();
    assert.deepEqual(daemon.rest(), []);
    assert.deepEqual(servers(folder), ['net.example.manage']);
    assert.deepEqual(events(folder).sort(), [
      `account-added net.example.manage ${other.iccid}`,
      `account-removed com.example.dm ${swapped.iccid}`,
      `account-removed org.example.plain ${taken.iccid}`,
    ]);
  });

  it('keeps what a DM server wrote over the message of a card that is still there', async () => {
    const folder = rig.folder();
    const kept = card('one-account');
    await rig.put(kept, FIRST);
    assert.equal((await lookOnce(folder)).status, 0);
    folder.change((store) => {
      const [account] = store.accounts();
      const by = { server: account!.serverId };
      store.write(`${account!.uri}/Name`, { value: 'Renamed' }, by);
      store.write(account!.uri, { acl: `Get=*&Delete=${by.server}` }, by);
      store.write(`${account!.uri}/AppAuth/Client`, 'delete', by);
    });
    const written = folder.tree();
    const daemon = rig.daemon(folder);
    const { accounts } = await daemon.outcome(FIRST.reader, 'unchanged');
    assert.deepEqual(
      accounts.map(({ name, confirmed }) => [name, confirmed]),
      [['Renamed', true]],
    );
    assert.deepEqual(folder.tree(), written);
  });

  it('shows the lower of two cards of one server when the upper one is gone, which is a change', async () => {
    const folder = rig.folder();
    const [lower, upper] = [card('one-account'), card('same-server')];
    await rig.put(lower, FIRST);
    assert.equal((await lookOnce(folder)).status, 0);
    const alone = folder.tree();
    const session = await rig.put(upper, SECOND);
    assert.equal((await lookOnce(folder)).status, 0);
    const [covered] = folder.accounts();
    assert.deepEqual(covered?.origin, origin(upper));
    events(folder);
    await session.remove();

    const daemon = rig.daemon(folder, { config: withholding(folder) });
    await daemon.purged(upper.iccid);
    await daemon.outcome(FIRST.reader, 'unchanged');
    await daemon.stop();
    assert.deepEqual(events(folder), [`account-changed com.example.dm ${lower.iccid}`]);
    assert.deepEqual(folder.tree(), alone);
    const [account] = folder.accounts();
    assert.equal(account?.id, covered?.id);
    assert.deepEqual(account?.origin, origin(lower));
  });

  it('removes the server that the message of a card no longer carries', async () => {
    const folder = rig.folder();
    const before = card('nine-accounts');
    const session = await rig.put(before, FIRST);
    assert.equal((await lookOnce(folder)).status, 0);
    assert.equal(folder.accounts().length, 9);
    await session.remove();
    events(folder);

    const after = card('two-kilobytes', before.iccid);
    await rig.put(after, FIRST);
    const daemon = rig.daemon(folder, { config: withholding(folder) });
    const { identity, accounts } = await daemon.outcome(FIRST.reader, 'applied');
    await daemon.stop();
    assert.equal(identity, before.iccid);
    assert.deepEqual(daemon.rest(), []);
    const [kept, gone] = [
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9],
    ].map((numbers) => numbers.map((number) => `server${number}.example.com`)) as [
      string[],
      string[],
    ];
    assert.deepEqual(accounts.map(({ serverId }) => serverId).sort(), kept);
    assert.deepEqual(servers(folder), kept);
    assert.deepEqual(
      events(folder)
        .filter((event) => event.startsWith('account-removed'))
        .sort(),
      gone.map((server) => `account-removed ${server} ${before.iccid}`),
    );
  });

  describe('and without a reader that there was', () => {
    const GRACE = '[smartcard]\nremoval_grace = "2s"\n';

    it('keeps what was seen there until the grace is over', async () => {
      const folder = rig.folder();
      const away = card('one-account');
      await rig.put(away, FIRST);
      assert.equal((await lookOnce(folder)).status, 0);

      const here = card('other-server');
      await rig.put(here, SECOND);
      const daemon = rig.daemon(folder, { reader: SECOND.reader, config: GRACE });
      await daemon.outcome(SECOND.reader, 'applied');
      assert.deepEqual(
        folder.accounts().map(({ serverId, confirmed }) => [serverId, confirmed]),
        [
          ['com.example.dm', false],
          ['net.example.manage', true],
        ],
      );
      await daemon.purged(away.iccid);
      assert.deepEqual(servers(folder), ['net.example.manage']);
    });

    it('keeps it for good when the reader is back in time, and a look does not wait at all', async () => {
      const folder = rig.folder();
      const away = card('one-account');
      await rig.put(away, FIRST);
      assert.equal((await lookOnce(folder)).status, 0);
      const without = rig.daemon(folder, { reader: SECOND.reader });
      await without.logged(/PC\/SC answers/);
      await without.stop();
      assert.deepEqual(servers(folder), ['com.example.dm']);
      const daemon = rig.daemon(folder);
      await daemon.outcome(FIRST.reader, 'unchanged');
      await daemon.stop();
      const look = await lookOnce(folder, { reader: SECOND.reader });
      assert.deepEqual(look.report, { cards: [], sources: [], purged: [origin(away)] });
      assert.deepEqual(folder.accounts(), []);
    });
  });
});
