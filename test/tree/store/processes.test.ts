import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Store, StoreError } from '../../../lib/tree/index.js';
import { account, card, inFolder, layer, uris, valueAt } from '../support.js';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));
const KILLS = 6;

/** Runs a child until it has said `lines` lines and `delay` ms more, kills it, and returns what it said. */
async function killed(child: ChildProcessByStdio<null, Readable, null>, lines: number, delay = 0) {
  const said: string[] = [];
  const reader = createInterface(child.stdout);
  for await (const line of reader) {
    said.push(line);
    if (said.length === lines) {
      setTimeout(() => child.kill('SIGKILL'), delay);
    }
  }
  return said;
}

const start = (task: string, dir: string) =>
  spawn(process.execPath, [CHILD, task, dir], { stdio: ['ignore', 'pipe', 'inherit'] });

describe('a state folder and its processes', function () {
  this.timeout(60_000);

  it('has one owner, is read by others meanwhile, and is free when the owner is killed', () =>
    inFolder(async (dir) => {
      const store = Store.open(dir, 'readers');
      store.apply(layer(card('1'), account('srv')));
      store.close();
      const owner = start('hold', dir);
      try {
        await once(owner.stdout, 'data');
        assert.throws(
          () => Store.open(dir, 'readers'),
          (error) =>
            error instanceof StoreError && error.code === 'in-use' && error.message.includes(dir),
        );
        const reader = Store.openForReading(dir);
        assert.equal(reader.accounts()[0]?.serverId, 'srv');
        reader.close();
      } finally {
        owner.kill('SIGKILL');
        await once(owner, 'exit');
      }
      const heir = Store.open(dir, 'readers');
      assert.equal(heir.accounts()[0]?.serverId, 'srv');
      heir.close();
    }));

  it('is whole after a kill at any moment, and has all that was said to be there', () =>
    inFolder(async (dir) => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        const child = start('apply', dir);
        const exit = once(child, 'exit');
        const said = await killed(child, 3 + kill, kill * 1.7);
        await exit;
        const last = Number(said.at(-1));
        const store = Store.open(dir, 'readers');
        assert.equal(store.recovered, null);
        const [only, ...others] = store.accounts();
        assert.ok(only !== undefined && others.length === 0);
        const value = only.name ?? '';
        assert.ok(Number(value) === last || Number(value) === last + 1, `${value} after ${last}`);
        assert.deepEqual(only.addresses, [value, value, value]);
        assert.equal(valueAt(store, `${only.uri}/AppAuth/1/AAuthSecret`), value);
        assert.equal(store.tree(`./Of${value}`).length, 31);
        assert.equal(uris(store).filter((uri) => /^\.\/Of\d+$/.test(uri)).length, 1);
        const event = store.outbox.pending(2000).at(-1);
        assert.equal(event?.accountId, only.id);
        // The try of the last number that was said is over; that of the next one may be pending.
        if (Number(value) > last) assert.equal(store.pins.look('89', value), null);
        store.pins.settle('89', 0);
        assert.equal(store.pins.look('89', `${last}`), null);
        store.purge([card('89')]);
        store.forgetPins('89');
        store.close();
      }
    }));
});
