import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { semiOctets } from '../../lib/push/keys.js';
import { type Ended, run } from '../daemon/program.js';
import { byUser, CP, cpPush, IMSI, PIN, SENDER } from '../daemon/sources/pushed.js';
import { BenchCard } from '../support/bench-card.js';
import type { Dmbootd, Folder } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';

const [FIRST] = SLOTS;
const CONFIG = { config: `[push]\nsenders = ["${SENDER}"]\n` };

describe('a pushed message and a daemon', function () {
  this.timeout(60_000);
  const rig = new Rig();

  const ctl = (folder: Folder, args: readonly string[], input?: string): Promise<Ended> =>
    run('dmbootctl', [...args, '--state', folder.state], input === undefined ? {} : { input });

  async function hand(folder: Folder, pdu: Uint8Array): Promise<Ended> {
    writeFileSync(folder.at('push.wsp'), pdu);
    return await ctl(folder, ['push', folder.at('push.wsp'), '--sender', SENDER]);
  }
  async function begin(folder: Folder): Promise<Dmbootd> {
    const daemon = rig.daemon(folder, CONFIG);
    await daemon.logged(/PC\/SC answers/);
    return daemon;
  }

  it('that waits for its PIN has the tries that were left, when the daemon was killed', async () => {
    const folder = rig.folder();
    let daemon = await begin(folder);
    const handed = await hand(folder, byUser());
    assert.match(handed.stdout, /: pending: /);
    for (const left of ['2 of its tries are', '1 of its tries is']) {
      const wrong = await ctl(folder, ['push', 'confirm'], '11112222\n');
      assert.equal(wrong.status, 1);
      assert.ok(wrong.stdout.includes(left), wrong.stdout);
      await daemon.stop('SIGKILL');
      daemon = await begin(folder);
    }
    assert.match((await ctl(folder, ['push', 'list'])).stdout, /, 1 tries left$/m);
    const right = await ctl(folder, ['push', 'confirm'], `${PIN}\n`);
    assert.deepEqual([right.status, folder.accounts().length], [0, 1]);
    await daemon.stop('SIGKILL');
    daemon = await begin(folder);
    assert.match((await hand(folder, byUser())).stdout, /: replayed: /m);
    assert.deepEqual(
      folder.accounts().map(({ origin, confirmed }) => [origin.kind, confirmed]),
      [['push', true]],
    );
  });

  it('is judged by the IMSI of the card that is in a reader, and by none when it has gone', async () => {
    const folder = rig.folder();
    const daemon = await begin(folder);
    const card = new BenchCard({ imsi: IMSI, absent: 'record' });
    const session = await rig.put(card, FIRST);
    await daemon.outcome(FIRST.reader, 'no-application');
    const key = semiOctets(IMSI);
    assert.match((await hand(folder, cpPush(0, key))).stdout, /: applied$/m);
    await session.remove();
    await daemon.logged(/card out/);
    const other = await hand(folder, cpPush(0, key));
    assert.match(other.stdout, /: replayed: /m);
    const later = await hand(folder, cpPush(0, key, CP.subarray(0, CP.length - 1)));
    assert.match(later.stdout, /: later: its MAC is made of an IMSI/m);
    assert.equal(folder.accounts().length, 1);
  });
});
