import { isUtf8 } from 'node:buffer';
import { errorText } from '../../error.js';
import { MAX_DOCUMENTS_A_LAYER, MAX_STORED_INTEGER, PUSH_TRIES } from '../bounds.js';
import { checkContent, checkMo } from '../check.js';
import { StoreError } from '../error.js';
import { serverIdOf } from '../identity.js';
import { PERMANENT_NODES } from '../permanent.js';
import { below, namesOf, ROOT_URI } from '../uri.js';
import { digestOf } from './documents.js';
import { layersOf, objectsOf } from './layers.js';
import { loadView } from './load.js';
import { LOCAL_LAYER } from './origin.js';
import { readTables } from './read.js';
import { PIN_DIGEST, PUSH_DIGEST } from './rows.js';
import { isStoreKind, SCHEMA } from './schema.js';
import type { Sql } from './sql.js';
import { PIN_KEY_BYTES, type Tables } from './tables.js';

/** Checks what holds for the store of any release: that the engine finds nothing wrong with the file. Throws `StoreError`. */
export function checkFile(sql: Sql): void {
  const row = sql.first(
    'SELECT CAST(integrity_check AS BLOB) AS problem FROM pragma_integrity_check(1)',
  );
  const problem = row?.text('problem') ?? 'it cannot be checked';
  expect(problem === 'ok', problem);
  // sqlite.org/fileformat.html, 1.3.3: the engine takes a file of a later write version for one that may only be read.
  const header = `sqlite_dbpage WHERE pgno = 1 AND substr(data, 19, 1) IN (x'01', x'02')`;
  expect(count(sql, header) === 1, 'its header has an unknown write version');
  expect(count(sql, 'pragma_foreign_key_check') === 0, 'a row refers to one that is not there');
}

/**
 * Checks that the store is one that this release could have written, by reading all of it once, so that nothing of it is found out later:
 * at a text that is not UTF-8 the engine would end the process, and at a row that makes no sense every change would end.
 * What is checked must hold for whatever the other files of this folder write. Returns what it read. Throws `StoreError`.
 *
 * @param persist as of `Tables`.
 */
export function checkSound(sql: Sql, persist: ((tables: Tables) => void) | null = null): Tables {
  try {
    checkSchema(sql);
    for (const table of SCHEMA.keys()) {
      checkCells(sql, table);
    }
    checkMeta(sql);
    checkLocalLayer(sql);
    const tables = readTables(sql, persist);
    checkLayers(tables);
    checkIdentities(tables);
    checkWrites(tables);
    checkLedgers(sql, tables);
    const view = loadView(tables);
    for (const { path, format } of PERMANENT_NODES) {
      const node = view.node(below(ROOT_URI, path));
      expect(node?.format === format, 'a permanent node is of another format');
    }
    return tables;
  } catch (error) {
    throw error instanceof StoreError
      ? error
      : new StoreError('damaged', `the store is damaged: ${errorText(error)}`, { cause: error });
  }
}

function checkSchema(sql: Sql): void {
  const rows = sql.all(
    'SELECT CAST(name AS BLOB) AS name, CAST(sql AS BLOB) AS sql FROM sqlite_schema WHERE sql IS NOT NULL',
  );
  const found = new Map(rows.map((row) => [row.text('name'), row.text('sql')]));
  const spaced = (text: string | undefined) => text?.replace(/\s+/g, ' ');
  for (const [table, statement] of SCHEMA) {
    expect(spaced(found.get(table)) === spaced(statement), `table ${table} is not as it was made`);
  }
}

/** No text but UTF-8 without NUL, no number but small integers. */
function checkCells(sql: Sql, table: string): void {
  const columns = sql
    .all('SELECT name FROM pragma_table_info(?)', table)
    .map((row) => row.text('name'));
  const texts = columns.map((name) => `iif(typeof(${name}) = 'text', ${name} || char(10), '')`);
  const odd = columns.map(
    (name) =>
      `typeof(${name}) = 'real' OR typeof(${name}) = 'integer' AND ${name} NOT BETWEEN 0 AND ${MAX_STORED_INTEGER}`,
  );
  const row = sql.first(
    `SELECT CAST(coalesce(group_concat(${texts.join(' || ')}, ''), '') AS BLOB) AS texts,
            count(*) FILTER (WHERE ${odd.join(' OR ')}) AS odd FROM ${table}`,
  );
  const octets = row?.bytes('texts');
  expect(octets !== undefined && isUtf8(octets), `text in ${table} is not UTF-8`);
  expect(!octets.includes(0), `text in ${table} has a NUL`);
  expect(row?.int('odd') === 0, `a number in ${table} is out of range`);
}

function checkMeta(sql: Sql): void {
  const meta = new Map(
    sql.all('SELECT key, value FROM meta').map((row) => [row.text('key'), row] as const),
  );
  expect(isStoreKind(meta.get('kind')?.text('value')), 'it does not say what it is the state of');
  expect((meta.get('next_account')?.int('value') ?? 0) > 0, 'the account counter is gone');
  const key = meta.get('pin_key')?.bytes('value');
  expect(key?.length === PIN_KEY_BYTES, 'the key of the PIN ledger is gone');
  expect(meta.get('runs')?.int('value') !== undefined, 'the counter of runs is gone');
}

function checkLocalLayer(sql: Sql): void {
  const isLocal = `(sequence = ${LOCAL_LAYER})`;
  expect(
    count(sql, `layers WHERE ${isLocal}`) === 1 &&
      count(sql, `layers WHERE ${isLocal} <> (kind = 'local')`) === 0 &&
      count(sql, `nodes WHERE layer = ${LOCAL_LAYER}`) === 0 &&
      count(sql, `documents WHERE layer = ${LOCAL_LAYER}`) === 0,
    'the local layer is not as it was made',
  );
}

function checkLayers(tables: Tables): void {
  for (const { sequence, documents } of layersOf(tables)) {
    expect(
      documents.length > 0 && documents.length <= MAX_DOCUMENTS_A_LAYER,
      'a layer has no documents, or too many',
    );
    expect(
      documents.every(({ bytes, sha256 }) => sha256 === digestOf(bytes)),
      'a document is not what came',
    );
    for (const { identity, nodes } of objectsOf(tables, sequence)) {
      checkMo({ identity, parent: ROOT_URI, name: 'object', nodes });
    }
  }
}

function checkIdentities(tables: Tables): void {
  const given = tables.counters.get('accounts') ?? 0;
  for (const { identity, uri, accountId } of tables.identities.rows()) {
    expect(namesOf(uri).length > 0, 'an object stands at the root');
    const isGiven = /^a[1-9]\d*$/.test(accountId ?? '') && Number(accountId?.slice(1)) <= given;
    expect(
      serverIdOf(identity) === null ? accountId === null : isGiven,
      'an account id was never given',
    );
  }
}

function checkWrites(tables: Tables): void {
  for (const { node } of tables.writes.rows()) {
    const uri = below(ROOT_URI, node.path);
    namesOf(uri);
    checkContent(node, uri);
  }
}

function checkLedgers(sql: Sql, tables: Tables): void {
  for (const { state, tries, pdu, digest } of tables.pushes.rows()) {
    const isSound =
      state === 'pending' ? pdu !== null && tries <= PUSH_TRIES : pdu === null && tries === 0;
    expect(isSound && PUSH_DIGEST.test(digest), 'the memory of pushes holds something else');
  }
  const states = sql.all('SELECT state FROM pin_ledger').map((row) => row.text('state'));
  expect(
    states.every((state) => state === 'pending' || state === 'refused') &&
      tables.pins.rows().every(({ digest }) => PIN_DIGEST.test(digest)),
    'the PIN ledger holds something else',
  );
}

const count = (sql: Sql, what: string): number | undefined =>
  sql.first(`SELECT count(*) AS count FROM ${what}`)?.int('count');

function expect(holds: boolean, problem: string): asserts holds {
  if (!holds) {
    throw new StoreError('damaged', `the store is damaged: ${problem}`);
  }
}
