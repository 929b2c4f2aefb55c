import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorText } from '../../error.js';
import { StoreError } from '../error.js';
import { createTables, type Heirloom, readHeirloom, SCHEMA_VERSION, TABLES } from './schema.js';
import { Sql } from './sql.js';

/** What a state folder is of: a card in a reader and one in a trace must not be taken for one another. */
export type StoreKind = 'readers' | 'traces';

/** A damaged store was put aside and a fresh one made. The PIN ledger and the account counter were carried over if they could still be read. */
export interface Recovery {
  readonly movedTo: string;
  readonly pinLedger: 'kept' | 'lost';
}

export interface Opened {
  readonly sql: Sql;
  readonly recovered: Recovery | null;
  /** Lets another process own the folder. */
  release(): void;
}

const STORE_FILE = 'tree.sqlite';
/** Held in an exclusive transaction for the owner's life; the system frees it whatever way the process ends. It stays empty. */
const LOCK_FILE = 'owner.lock';
const PAGE_SIZE = 4096;

/** Opens the store of a folder, which is made if need be, for its one owner. Throws `StoreError`. */
export function openOwned(dir: string, kind: StoreKind, maxBytes: number): Opened {
  onDisk(() => makeFolder(dir));
  const release = takeLock(dir);
  try {
    return { ...openOrRecover(join(dir, STORE_FILE), kind, maxBytes), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Opens the store of a folder whoever owns it; makes nothing. Throws `StoreError`, `absent` where there is none. */
export function openReadOnly(dir: string): Sql {
  const path = join(dir, STORE_FILE);
  if (!existsSync(path)) {
    throw new StoreError('absent', `there is no state in ${dir}`);
  }
  const sql = new Sql(fileUri(path, 'ro'));
  if (tablesOf(sql).size === 0) {
    throw new StoreError('absent', `there is no state in ${dir} yet`);
  }
  refuseNewer(sql, path);
  return sql;
}

/** A store in memory. */
export function openScratch(maxBytes: number): Opened {
  const sql = new Sql(':memory:');
  configure(sql, maxBytes);
  createTables(sql, 'traces', null);
  return { sql, recovered: null, release() {} };
}

function openOrRecover(path: string, kind: StoreKind, maxBytes: number): Omit<Opened, 'release'> {
  let sql = connect(path);
  let recovered: Recovery | null = null;
  let heirloom: Heirloom | null = null;
  let fresh = false;
  try {
    configure(sql, maxBytes);
    fresh = tablesOf(sql).size === 0;
    if (!fresh) {
      refuseNewer(sql, path);
      refuseOtherKind(sql, path, kind);
      checkSound(sql);
    }
  } catch (error) {
    if (!(error instanceof StoreError) || !['damaged', 'internal'].includes(error.code)) {
      sql.close();
      throw error;
    }
    heirloom = lastWill(sql);
    sql.close();
    recovered = {
      movedTo: onDisk(() => moveAside(path)),
      pinLedger: heirloom === null ? 'lost' : 'kept',
    };
    sql = connect(path);
    configure(sql, maxBytes);
    fresh = true;
  }
  if (fresh) {
    createTables(sql, kind, heirloom);
  }
  // What was deleted before a power cut may still stand in the log.
  sql.checkpoint();
  return { sql, recovered };
}

function connect(path: string): Sql {
  onDisk(() => createFile(path));
  return new Sql(fileUri(path, 'rw'));
}

function configure(sql: Sql, maxBytes: number): void {
  sql.all('PRAGMA journal_mode = WAL');
  sql.all('PRAGMA synchronous = FULL');
  sql.all('PRAGMA foreign_keys = ON');
  sql.all('PRAGMA secure_delete = ON');
  sql.all('PRAGMA temp_store = MEMORY');
  sql.all(`PRAGMA max_page_count = ${Math.ceil(maxBytes / PAGE_SIZE)}`);
}

function tablesOf(sql: Sql): Set<string> {
  const rows = sql.all(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
  return new Set(rows.map((row) => row.text('name')));
}

function refuseNewer(sql: Sql, path: string): void {
  const version = sql.first(`SELECT value FROM meta WHERE key = 'schema_version'`)?.int('value');
  if (version === undefined) {
    throw new StoreError('damaged', `${path} has no schema version`);
  }
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      'newer',
      `expected schema version ${SCHEMA_VERSION} in ${path}, came ${version}: it was made by a later release`,
    );
  }
}

function refuseOtherKind(sql: Sql, path: string, kind: StoreKind): void {
  const found = sql.first(`SELECT value FROM meta WHERE key = 'kind'`)?.text('value');
  if (found !== kind && (found === 'readers' || found === 'traces')) {
    throw new StoreError('wrong-kind', `${path} holds the state of ${found}, not of ${kind}`);
  }
}

function checkSound(sql: Sql): void {
  const tables = tablesOf(sql);
  const problem =
    Object.keys(TABLES).find((name) => !tables.has(name)) ??
    sql
      .all('PRAGMA integrity_check(1)')
      .map((row) => row.text('integrity_check'))
      .find((text) => text !== 'ok') ??
    sql.first('PRAGMA foreign_key_check')?.text('table');
  if (problem !== undefined) {
    throw new StoreError('damaged', `the store is damaged: ${problem}`);
  }
}

function lastWill(sql: Sql): Heirloom | null {
  try {
    return readHeirloom(sql);
  } catch {
    return null;
  }
}

function moveAside(path: string): string {
  let number = 1;
  while (existsSync(`${path}.damaged-${number}`)) {
    number += 1;
  }
  const target = `${path}.damaged-${number}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(path + suffix)) {
      renameSync(path + suffix, target + suffix);
    }
  }
  return target;
}

function takeLock(dir: string): () => void {
  const path = join(dir, LOCK_FILE);
  onDisk(() => createFile(path));
  const lock = new Sql(fileUri(path, 'rw'));
  lock.all('PRAGMA busy_timeout = 0');
  lock.all('PRAGMA journal_mode = MEMORY');
  try {
    lock.script('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof StoreError && error.code === 'in-use') {
      throw new StoreError('in-use', `another process owns ${dir}`, { cause: error });
    }
    throw error;
  }
  return () => {
    lock.script('ROLLBACK');
    lock.close();
  };
}

/** A folder that we make, or find empty, becomes the owner's alone; another one keeps the mode that somebody gave it. */
function makeFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (readdirSync(dir).length === 0) {
    chmodSync(dir, 0o700);
  }
}

/**
 * Makes an empty file for the owner alone; the engine gives its mode to those that it adds.
 * A file that is there is not opened: to close it again would drop every lock that this process has on it (fcntl(2)).
 */
function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (existsSync(path)) {
      return;
    }
    throw error;
  }
  chmodSync(path, 0o600);
}

function onDisk<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new StoreError('unwritable', `the state folder cannot be used: ${errorText(error)}`, {
      cause: error,
    });
  }
}

const fileUri = (path: string, mode: 'ro' | 'rw'): string =>
  `${pathToFileURL(path).href}?mode=${mode}`;
