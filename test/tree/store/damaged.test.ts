import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Store } from '../../../lib/tree/index.js';
import { SCHEMA } from '../../../lib/tree/store/schema.js';
import { Sql } from '../../../lib/tree/store/sql.js';
import { account, card, layer, nap, SERVER } from '../support.js';

const CHILD = fileURLToPath(new URL('./damaged-child.js', import.meta.url));
const PAGE = 4096;
const NO_UTF8 = `CAST(x'ff' AS TEXT)`;
const NUL = `CAST(x'610062' AS TEXT)`;
/** Nothing of these stores has to last: they are kept off the disk where that can be. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let base: string;
let sound: Uint8Array;
/** The same with tables that take anything. */
let loose: Uint8Array;

/** Makes a store of changed octets. */
function put(name: string, octets: Uint8Array): void {
  mkdirSync(join(base, name));
  writeFileSync(join(base, name, 'tree.sqlite'), octets);
}

/** Makes a store that is changed by statements to which no type and no constraint is in the way. */
function edit(name: string, statement: string): void {
  put(name, loose);
  withSql(name, (sql) => {
    sql.script(`PRAGMA foreign_keys = OFF; ${statement}`);
    define(sql, (text) => text);
  });
}

/** Gives the tables other statements than those that made them. */
function define(sql: Sql, make: (text: string) => string): void {
  sql.script('PRAGMA writable_schema = ON');
  for (const [table, text] of SCHEMA) {
    sql.run('UPDATE sqlite_schema SET sql = ? WHERE name = ?', make(text), table);
  }
}

const loosened = (table: string): string =>
  table
    .replace(/ (?:TEXT|ANY|INTEGER(?! PRIMARY))\b/g, ' BLOB')
    .replace(/ CHECK \(\w+ IN \(.*?\)\)| NOT NULL|STRICT(?:, )?/g, '');

function withSql<Result>(name: string, work: (sql: Sql) => Result): Result {
  const sql = new Sql(`file:${base}/${name}/tree.sqlite?mode=rw`);
  try {
    const result = work(sql);
    sql.checkpoint();
    return result;
  } finally {
    sql.close();
  }
}

/** What becomes of the stores, by name, as two processes say that open them one after the other. */
async function outcomes(names: readonly string[]): Promise<Map<string, string>> {
  const middle = Math.ceil(names.length / 2);
  const halves = [names.slice(0, middle), names.slice(middle)].filter(({ length }) => length > 0);
  const said = await Promise.all(
    halves.map(
      (half) =>
        new Promise<string>((resolve) => {
          execFile(process.execPath, [CHILD, base, ...half], (error, stdout, stderr) =>
            resolve(error === null ? stdout : `${stdout}aborted ${stderr.slice(0, 200).trim()}`),
          );
        }),
    ),
  );
  return new Map(
    said.flatMap((text) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => {
          const space = line.indexOf(' ');
          return [line.slice(0, space), line.slice(space + 1)] as const;
        }),
    ),
  );
}

/** All are sound or put aside, and a fair number of them is put aside. */
async function assertNoneIsStuck(names: readonly string[]): Promise<void> {
  const found = await outcomes(names);
  const stuck = [...found].filter(([, said]) => !/^(?:sound|kept|lost)$/.test(said));
  assert.deepEqual(stuck, []);
  assert.deepEqual([...found.keys()].sort(), [...names].sort());
  assert.ok([...found.values()].filter((said) => said !== 'sound').length > names.length / 3);
}

/** A linear congruential generator: the same numbers for the same seed everywhere. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('damage to a store', function () {
  this.timeout(60_000);

  before(() => {
    base = mkdtempSync(join(FOLDER, 'dmboot-damaged-'));
    const dir = join(base, 'sound');
    const store = Store.open(dir, 'readers');
    const net = nap(card('1'), 'net');
    const connection = { identity: net.identity, value: 'net' };
    store.apply(layer(card('1'), account('srv', { connection }), net), { reader: 'R' });
    store.apply(layer(card('2'), account('srv'), account('two')), { reader: 'S' });
    store.write('./DMAcc/srv/Name', { value: 'Written' }, SERVER);
    store.write('./Mine', { format: 'node' }, SERVER);
    store.pins.refuse('89', '1234');
    store.pins.begin('89', '5678', 3);
    store.close();
    sound = readFileSync(join(dir, 'tree.sqlite'));
    put('loose', sound);
    withSql('loose', (sql) => define(sql, loosened));
    loose = readFileSync(join(base, 'loose', 'tree.sqlite'));
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  it('is none where nothing was done', async () => {
    edit('untouched', '');
    assert.deepEqual([...(await outcomes(['untouched']))], [['untouched', 'sound']]);
  });

  it('of one bit never ends a process or a change', async () => {
    const next = random(7);
    const names = Array.from({ length: 150 }, (_, at) => `bit-${at}`);
    for (const name of names) {
      const octets = Uint8Array.from(sound);
      let at = next(octets.length);
      while (octets[at] === 0) {
        at = next(octets.length);
      }
      octets[at] = (octets[at] ?? 0) ^ (1 << next(8));
      put(name, octets);
    }
    await assertNoneIsStuck(names);
  });

  it('of half a page never ends a process or a change', async () => {
    const next = random(8);
    const halves = (sound.length * 2) / PAGE;
    const names = Array.from({ length: halves }, (_, at) => `half-${at}`);
    names.forEach((name, half) => {
      const octets = Uint8Array.from(sound);
      const noise = Uint8Array.from({ length: PAGE / 2 }, () => next(256));
      octets.set(noise, (half * PAGE) / 2);
      put(name, octets);
    });
    await assertNoneIsStuck(names);
  });

  it('of one cell never ends a process or a change', async () => {
    const statements = new Map<string, string>();
    for (const { table, column, keys, isKey } of columns()) {
      const first = `(${keys}) = (SELECT ${keys} FROM ${table} LIMIT 1)`;
      for (const value of [NO_UTF8, `x'ff'`, `'odd'`, '-1', ...(isKey ? [] : ['NULL'])]) {
        const name = `cell-${statements.size}`;
        statements.set(name, `UPDATE ${table} SET ${column} = ${value} WHERE ${first}`);
      }
    }
    for (const [name, statement] of statements) {
      edit(name, statement);
    }
    await assertNoneIsStuck([...statements.keys()]);
  });

  const cases: readonly (readonly [string, string, string])[] = [
    ['a value that is no text', 'kept', `UPDATE nodes SET value = ${NO_UTF8} WHERE path = 'Name'`],
    ['a value with a NUL', 'kept', `UPDATE nodes SET value = ${NUL} WHERE path = 'Name'`],
    ['a format that there is not', 'kept', `UPDATE nodes SET format = 'chv' WHERE path = 'Name'`],
    ['an object without its root', 'kept', `DELETE FROM nodes WHERE path = '' AND layer = 1`],
    ['a name that is none', 'kept', `UPDATE nodes SET path = 'Na//me' WHERE path = 'Name'`],
    ['a URI from elsewhere', 'kept', `UPDATE identities SET uri = 'x' WHERE uri = './NAP/net'`],
    ['a URI of the root', 'kept', `UPDATE identities SET uri = '.' WHERE uri = './NAP/net'`],
    ['a URI that is gone', 'kept', `DELETE FROM identities WHERE uri = './NAP/net'`],
    ['a document that is another', 'kept', `UPDATE documents SET bytes = x'00' WHERE layer = 1`],
    ['a document of no kind', 'kept', `UPDATE documents SET kind = 'wap' WHERE layer = 1`],
    ['a layer of no document', 'kept', 'DELETE FROM documents WHERE layer = 1'],
    ['a local layer of a document', 'kept', 'UPDATE documents SET layer = 0 WHERE layer = 1'],
    ['a report that is none', 'kept', `UPDATE documents SET report = '[' WHERE layer = 1`],
    ['a layer of no kind', 'kept', `UPDATE layers SET kind = 'card' WHERE sequence = 1`],
    ['no local layer', 'kept', 'DELETE FROM layers WHERE sequence = 0'],
    ['a leaf for a root', 'kept', `UPDATE writes SET path = '', format = 'chr' WHERE layer = 0`],
    ['a written name that is none', 'kept', `UPDATE writes SET path = 'a//b' WHERE layer = 0`],
    ['a written value that does not fit', 'kept', `UPDATE writes SET value = 'x' WHERE layer = 0`],
    ['an event of no kind', 'kept', `UPDATE outbox SET event = 'account'`],
    ['a sequence without end', 'kept', `UPDATE sqlite_sequence SET seq = ${2 ** 62}`],
    ['no account counter', 'kept', `DELETE FROM meta WHERE key = 'next_account'`],
    ['no counter of runs', 'kept', `DELETE FROM meta WHERE key = 'runs'`],
    [
      'no account counter where there is no account',
      'kept',
      `DELETE FROM meta WHERE key = 'next_account'; DELETE FROM identities; DELETE FROM nodes`,
    ],
    ['a counter that is text', 'kept', `UPDATE meta SET value = ${NO_UTF8} WHERE key LIKE 'next%'`],
    ['a counter too low', 'kept', `UPDATE meta SET value = 2 WHERE key = 'next_account'`],
    ['no kind', 'kept', `UPDATE meta SET key = ${NO_UTF8} WHERE key = 'kind'`],
    ['no version', 'kept', `UPDATE meta SET value = 'x' WHERE key = 'schema_version'`],
    ['a card that is no text', 'kept', `UPDATE sightings SET identity = x'ff' WHERE reader = 'R'`],
    ['no PIN key', 'lost', `UPDATE meta SET value = x'00' WHERE key = 'pin_key'`],
    ['a PIN key that is text', 'lost', `UPDATE meta SET value = 'x' WHERE key = 'pin_key'`],
    ['a PIN of no state', 'kept', `UPDATE pin_ledger SET state = ${NO_UTF8}`],
    ['a PIN without a count', 'kept', 'UPDATE pin_ledger SET tries_before = -1'],
    ['a PIN of no digest', 'lost', `UPDATE pin_ledger SET digest = 'x' WHERE state = 'pending'`],
    ['a PIN of no card', 'lost', `UPDATE pin_ledger SET iccid = x'ff'`],
  ];
  it('is found at the start, whatever it is in, and the PIN ledger kept where it can be', async () => {
    for (const [at, [, , statement]] of cases.entries()) {
      edit(`case-${at}`, statement);
    }
    const found = await outcomes(cases.map((_, at) => `case-${at}`));
    assert.deepEqual(
      cases.map(([reason], at) => [reason, found.get(`case-${at}`)]),
      cases.map(([reason, ledger]) => [reason, ledger]),
    );
  });

  it('is found in what the engine keeps for itself', async () => {
    put('write-version', Uint8Array.from(sound).fill(3, 18, 19));
    put('columns', sound);
    withSql('columns', (sql) => sql.script('ALTER TABLE outbox RENAME COLUMN uri TO url'));
    put('no-tables', sound);
    withSql('no-tables', (sql) =>
      sql.script('PRAGMA writable_schema = ON; DELETE FROM sqlite_schema'),
    );
    assert.deepEqual(
      Object.fromEntries(await outcomes(['write-version', 'columns', 'no-tables'])),
      {
        'write-version': 'kept',
        columns: 'kept',
        'no-tables': 'lost',
      },
    );
  });
});

/** The columns of all tables but for numbers of rows, which can be nothing else. */
function columns(): { table: string; column: string; keys: string; isKey: boolean }[] {
  const all = withSql('sound', (sql) =>
    sql
      .all(
        `SELECT t.name AS "table", c.name AS "column", c.pk > 0 AS key, t.sql LIKE '%AUTOINCREMENT%' AS numbered
         FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`,
      )
      .map((row) => ({
        table: row.text('table'),
        column: row.text('column'),
        isKey: row.flag('key'),
        isNumber: row.flag('key') && row.flag('numbered'),
      })),
  );
  return all
    .filter(({ isNumber }) => !isNumber)
    .map(({ table, column, isKey }) => {
      const keys = all.filter((other) => other.table === table && other.isKey);
      return { table, column, isKey, keys: keys.map((key) => key.column).join(', ') || 'rowid' };
    });
}
