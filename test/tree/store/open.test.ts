import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Store } from '../../../lib/tree/index.js';
import { account, card, inFolder, layer, many } from '../support.js';
import { edit, made, refused } from './made.js';

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('a state folder', () => {
  it('is made for its owner alone, whatever the umask', () =>
    inFolder((dir) => {
      for (const umask of [0, 0o077]) {
        const state = join(dir, `${umask}`, 'state');
        const before = process.umask(umask);
        try {
          const store = Store.open(state, 'readers');
          store.apply(layer(card('1'), account('srv')));
          assert.equal(mode(state), '700');
          assert.deepEqual(
            readdirSync(state).map((name) => `${name} ${mode(join(state, name))}`),
            ['owner.lock 600', 'tree.sqlite 600', 'tree.sqlite-shm 600', 'tree.sqlite-wal 600'],
          );
          store.close();
        } finally {
          process.umask(before);
        }
      }
    }));

  it('that was empty becomes private; one with other things in it keeps its mode', () =>
    inFolder((dir) => {
      for (const [name, expected] of [
        ['empty', '700'],
        ['shared', '755'],
      ] as const) {
        const state = join(dir, name);
        mkdirSync(state);
        chmodSync(state, 0o755);
        if (name === 'shared') {
          writeFileSync(join(state, 'other'), '');
        }
        Store.open(state, 'readers').close();
        assert.equal(mode(state), expected);
        assert.equal(mode(join(state, 'tree.sqlite')), '600');
      }
    }));

  it('keeps everything until the next time', () =>
    inFolder((dir) => {
      made(dir);
      const store = Store.open(dir, 'readers');
      assert.equal(store.recovered, null);
      assert.equal(store.accounts()[0]?.id, 'a1');
      assert.equal(store.pins.look('89', '1234'), 'refused');
      store.close();
    }));

  it('has one owner, also in one process', () =>
    inFolder((dir) => {
      const store = Store.open(dir, 'readers');
      assert.throws(() => Store.open(dir, 'readers'), refused('in-use', dir));
      assert.throws(() => Store.open(dir, 'traces'), refused('in-use'));
      store.close();
      Store.open(dir, 'readers').close();
    }));

  it('is of readers or of traces', () =>
    inFolder((dir) => {
      made(dir);
      assert.throws(() => Store.open(dir, 'traces'), refused('wrong-kind'));
      Store.open(dir, 'readers').close();
      Store.open(join(dir, 'other'), 'traces').close();
      assert.throws(() => Store.open(join(dir, 'other'), 'readers'), refused('wrong-kind'));
    }));

  it('of a later release is refused, to owners and to readers', () =>
    inFolder((dir) => {
      made(dir);
      edit(dir, `UPDATE meta SET value = 4 WHERE key = 'schema_version'`);
      assert.throws(() => Store.open(dir, 'readers'), refused('newer'));
      assert.throws(() => Store.openForReading(dir), refused('newer'));
      assert.ok(!readdirSync(dir).some((name) => name.includes('damaged')));
    }));

  it('that was only just begun is gone on with', () =>
    inFolder((dir) => {
      writeFileSync(join(dir, 'tree.sqlite'), '');
      const store = Store.open(dir, 'readers');
      assert.deepEqual([store.recovered, store.accounts()], [null, []]);
      store.close();
    }));

  it('that cannot be made is unwritable', () =>
    inFolder((dir) => {
      writeFileSync(join(dir, 'file'), '');
      assert.throws(() => Store.open(join(dir, 'file', 'state'), 'readers'), refused('unwritable'));
      mkdirSync(join(dir, 'tree.sqlite'));
      assert.throws(() => Store.open(dir, 'readers'), refused('unwritable'));
    }));

  it('with odd characters in its name is one like any other', () =>
    inFolder((dir) => {
      const state = join(dir, 'a b#c?d%41ü');
      made(state);
      assert.equal(Store.openForReading(state).accounts().length, 1);
    }));

  it('can be read with sqlite3', () =>
    inFolder((dir) => {
      const path = made(dir);
      const text = execFileSync(
        'sqlite3',
        [path, 'SELECT path, value FROM nodes LIMIT 2; SELECT * FROM identities'],
        {
          encoding: 'utf8',
        },
      );
      assert.equal(text, '|\nAppAddr|\ndmacc:srv|./DMAcc/srv|a1\n');
    }));
});

describe('the lock of a state folder', () => {
  it('that is not empty is said to be the matter', () =>
    inFolder((dir) => {
      const lock = join(dir, 'owner.lock');
      writeFileSync(lock, 'no database '.repeat(1000));
      assert.throws(() => Store.open(dir, 'readers'), refused('damaged', lock));
    }));
});

describe('reading a state folder', () => {
  it('makes nothing where there is none', () =>
    inFolder((dir) => {
      const none = join(dir, 'none');
      assert.throws(() => Store.openForReading(none), refused('absent'));
      assert.equal(existsSync(none), false);
      assert.throws(() => Store.openForReading(dir), refused('absent'));
      assert.deepEqual(readdirSync(dir), []);
    }));

  it('finds nothing in one that was just begun', () =>
    inFolder((dir) => {
      writeFileSync(join(dir, 'tree.sqlite'), '');
      assert.throws(() => Store.openForReading(dir), refused('absent'));
    }));

  it('sees each change of the owner, and cannot change anything', () =>
    inFolder((dir) => {
      const store = Store.open(dir, 'readers');
      const reader = Store.openForReading(dir);
      assert.deepEqual(reader.accounts(), []);
      store.apply(layer(card('1'), account('srv')), { reader: 'R' });
      assert.deepEqual(reader.accounts(), store.accounts());
      assert.deepEqual(reader.tree(), store.tree());
      assert.equal(reader.lastReaderOf('1'), 'R');
      assert.equal(reader instanceof Store, false);
      reader.close();
      store.close();
    }));

  it('says that it is damaged, and leaves it to its owner', () =>
    inFolder((dir) => {
      writeFileSync(join(dir, 'tree.sqlite'), 'no database '.repeat(1000));
      assert.throws(() => Store.openForReading(dir), refused('damaged', dir));
      assert.deepEqual(readdirSync(dir), ['tree.sqlite']);
    }));
});

describe('secrets in the files of a store', () => {
  const filesWith = (dir: string, text: string): string[] =>
    readdirSync(dir).filter((name) => readFileSync(join(dir, name)).includes(text));

  it('are gone when their layer is, while the store is open and after', () =>
    inFolder((dir) => {
      const store = Store.open(dir, 'readers');
      const secret = 'a very secret word '.repeat(300);
      store.apply(layer(card('1'), account('srv', { secret })));
      store.write('./DMAcc/srv/AppAuth/1/AAuthSecret', { value: `${secret}!` }, { server: 'srv' });
      // Looked at by another process: closing a file that this one holds locks on would drop them.
      const found = () =>
        execFileSync('sh', ['-c', `grep -l 'very secret' ${dir}/* || true`], { encoding: 'utf8' });
      assert.notEqual(found(), '');
      store.purge([card('1')]);
      assert.equal(found(), '');
      store.close();
      assert.deepEqual(filesWith(dir, 'very secret'), []);
    }));

  it('never are PINs', () =>
    inFolder((dir) => {
      const store = Store.open(dir, 'readers');
      store.pins.begin('8944', '73519264', 3);
      store.pins.refuse('8944', '73519264');
      store.pins.begin('8944', '64291537', 3);
      store.close();
      for (const pin of ['73519264', '64291537', '3733353139323634']) {
        assert.deepEqual(filesWith(dir, pin), []);
      }
      assert.deepEqual(filesWith(dir, '8944'), ['tree.sqlite']);
    }));
});

describe('a store that cannot be written', () => {
  it('for want of room changes nothing, and goes on when there is room', () =>
    inFolder((dir) => {
      const store = Store.open(dir, 'readers', { maxBytes: 200 * 1024 });
      store.apply(layer(card('1'), account('srv')));
      const before = [store.tree(), store.layers()];
      const large = layer(card('2'), many('Large', 5000));
      assert.throws(() => store.apply(large, { purge: [card('1')] }), refused('unwritable'));
      assert.deepEqual([store.tree(), store.layers()], before);
      assert.equal(store.apply(layer(card('2'), account('two'))).result, 'applied');
      store.close();
    }));

  it('for want of room on the disk changes nothing, and goes on when there is room', function () {
    return inFolder((dir) => {
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], { stdio: 'ignore' });
      } catch {
        this.skip();
      }
      try {
        const store = Store.open(dir, 'readers');
        store.apply(layer(card('1'), account('srv')));
        const before = [store.tree(), store.layers()];
        try {
          writeFileSync(join(dir, 'filler'), Buffer.alloc(2 ** 20));
        } catch {
          // It is as large as there is room.
        }
        const large = layer(card('2'), many('Large', 500));
        assert.throws(() => store.apply(large, { purge: [card('1')] }), refused('unwritable'));
        assert.throws(
          () => store.pins.begin('1', '2', 3) ?? store.apply(large),
          refused('unwritable'),
        );
        assert.deepEqual([store.tree(), store.layers()], before);
        unlinkSync(join(dir, 'filler'));
        assert.equal(store.apply(large).result, 'applied');
        store.close();
      } finally {
        execFileSync('umount', ['-l', dir]);
      }
    });
  });
});
