import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Store } from '../../../lib/tree/index.js';
import { account, card, inFolder, layer } from '../support.js';
import { edit, made, refused } from './made.js';

describe('a damaged store', () => {
  const damages: readonly (readonly [string, 'kept' | 'lost', string, (path: string) => void])[] = [
    [
      'no database at all',
      'lost',
      'a1',
      (path) => writeFileSync(path, 'no database '.repeat(1000)),
    ],
    ['cut short', 'lost', 'a1', (path) => truncateSync(path, 5000)],
    ['a page overwritten', 'kept', 'a2', (path) => overwrite(path, 'nodes')],
    [
      'a table that is missing',
      'kept',
      'a2',
      (path) => edit(join(path, '..'), 'DROP TABLE outbox'),
    ],
    [
      'a node without a layer',
      'kept',
      'a2',
      (path) =>
        edit(join(path, '..'), `PRAGMA foreign_keys = OFF; DELETE FROM layers WHERE sequence = 1`),
    ],
    ['without a version', 'lost', 'a2', (path) => edit(join(path, '..'), 'DROP TABLE meta')],
    [
      'of somebody else',
      'lost',
      'a2',
      (path) => edit(join(path, '..'), 'DROP TABLE meta; CREATE TABLE meta (x)'),
    ],
    [
      'of a version that no release had',
      'kept',
      'a2',
      (path) => edit(join(path, '..'), `UPDATE meta SET value = 1 WHERE key = 'schema_version'`),
    ],
    [
      'without an account counter',
      'kept',
      'a2',
      (path) => edit(join(path, '..'), `DELETE FROM meta WHERE key = 'next_account'`),
    ],
    [
      'with a node of an unknown format',
      'kept',
      'a2',
      (path) => edit(join(path, '..'), `UPDATE nodes SET format = 'chv' WHERE path = 'Name'`),
    ],
  ];
  for (const [reason, ledger, id, damage] of damages) {
    it(`is put aside, kept, and begun anew: ${reason}`, () =>
      inFolder((dir) => {
        const path = made(dir);
        damage(path);
        const octets = readFileSync(path);
        const store = Store.open(dir, 'readers');
        assert.deepEqual(store.recovered, { movedTo: `${path}.damaged-1`, pinLedger: ledger });
        assert.deepEqual(readFileSync(`${path}.damaged-1`), octets);
        assert.deepEqual(store.accounts(), []);
        store.pins.settle('89', 0);
        const known = ledger === 'kept' ? 'refused' : null;
        assert.deepEqual(
          ['1234', '5678'].map((pin) => store.pins.look('89', pin)),
          [known, known],
        );
        store.apply(layer(card('1'), account('srv')));
        assert.equal(store.accounts()[0]?.id, id);
        store.close();
        const again = Store.open(dir, 'readers');
        assert.deepEqual([again.recovered, again.accounts().length], [null, 1]);
        again.close();
      }));
  }

  it('hands on what can be read of the PIN ledger: what makes no sense counts as refused', () =>
    inFolder((dir) => {
      made(dir);
      edit(
        dir,
        `PRAGMA ignore_check_constraints = ON; UPDATE pin_ledger SET state = 'x' WHERE state = 'pending';
         INSERT INTO pin_ledger VALUES ('89', 'no digest', 'refused', 0)`,
      );
      const store = Store.open(dir, 'readers');
      assert.equal(store.recovered?.pinLedger, 'lost');
      assert.deepEqual(
        ['1234', '5678'].map((pin) => store.pins.look('89', pin)),
        ['refused', 'refused'],
      );
      assert.equal(store.forgetPins('89'), 2);
      store.close();
    }));

  it('of the other kind is left alone', () =>
    inFolder((dir) => {
      const path = made(dir);
      overwrite(path, 'nodes');
      assert.throws(() => Store.open(dir, 'traces'), refused('wrong-kind'));
      assert.ok(!readdirSync(dir).some((name) => name.includes('damaged')));
    }));

  it('does not take the place of one that was put aside before', () =>
    inFolder((dir) => {
      for (const number of [1, 2]) {
        writeFileSync(join(dir, 'tree.sqlite'), 'no database '.repeat(1000));
        const store = Store.open(dir, 'readers');
        assert.ok(store.recovered?.movedTo.endsWith(`damaged-${number}`));
        store.close();
      }
    }));
});

/** Fills the first page of a table with nonsense. */
function overwrite(path: string, table: string): void {
  const page = execFileSync(
    'sqlite3',
    [path, `SELECT rootpage FROM sqlite_schema WHERE name = '${table}'`],
    {
      encoding: 'utf8',
    },
  );
  const octets = readFileSync(path);
  octets.fill(0x55, (Number(page) - 1) * 4096, (Number(page) - 1) * 4096 + 100);
  writeFileSync(path, octets);
}
