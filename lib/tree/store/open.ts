import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../error.js';
import { createFile, fileUri, makeFolder, moveAside, onDisk } from './folder.js';
import { type Heirloom, readHeirloom } from './heirloom.js';
import { takeLock } from './lock.js';
import { persist } from './persist.js';
import { readTables } from './read.js';
import { createTables, isStoreKind, SCHEMA_VERSION, type StoreKind } from './schema.js';
import { checkFile, checkSound } from './sound.js';
import { Sql } from './sql.js';
import type { Tables } from './tables.js';

/** A damaged store was put aside and a fresh one made, with the account counter and the PIN ledger of the old one as far as they could still be read. */
export interface Recovery {
  readonly movedTo: string;
  /** `lost`: some of it or all. */
  readonly pinLedger: 'kept' | 'lost';
}

export interface Opened {
  readonly sql: Sql;
  readonly tables: Tables;
  readonly recovered: Recovery | null;
  /** Lets another process own the folder. */
  release(): void;
}

const STORE_FILE = 'tree.sqlite';
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
  try {
    sql.transaction('read', () => {
      if (isBegun(sql)) {
        throw new StoreError('absent', `there is no state in ${dir} yet`);
      }
      checkFile(sql);
      refuseNewer(sql, path);
      checkSound(sql);
    });
    return sql;
  } catch (error) {
    sql.close();
    throw isDamage(error)
      ? new StoreError(
          'damaged',
          `${path} cannot be read (${error.message}); dmbootd puts it aside and builds it anew when it starts`,
          { cause: error },
        )
      : error;
  }
}

function openOrRecover(path: string, kind: StoreKind, maxBytes: number): Omit<Opened, 'release'> {
  let sql = connect(path);
  let tables: Tables | null = null;
  const keep = (touched: Tables): void => persist(sql, touched);
  let recovered: Recovery | null = null;
  let heirloom: Heirloom | null = null;
  try {
    configure(sql, maxBytes);
    if (!isBegun(sql)) {
      refuseOtherKind(sql, path, kind);
      checkFile(sql);
      refuseNewer(sql, path);
      tables = checkSound(sql, keep);
    }
  } catch (error) {
    if (!isDamage(error)) {
      sql.close();
      throw error;
    }
    heirloom = readHeirloom(sql);
    sql.close();
    recovered = {
      movedTo: onDisk(() => moveAside(path)),
      pinLedger: heirloom.isLedgerWhole ? 'kept' : 'lost',
    };
    sql = connect(path);
    configure(sql, maxBytes);
  }
  if (tables === null) {
    createTables(sql, kind, heirloom);
    tables = readTables(sql, keep);
  }
  // What was deleted before a power cut may still stand in the log.
  sql.checkpoint();
  return { sql, tables, recovered };
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

/** Before its tables are made a store has one page at most; a larger one without tables has lost them. */
function isBegun(sql: Sql): boolean {
  return (
    sql.first('SELECT count(*) AS count FROM sqlite_schema')?.int('count') === 0 &&
    (sql.first('PRAGMA page_count')?.int('page_count') ?? 0) <= 1
  );
}

/** While the store is being opened nothing is asked of it that a sound one could not answer. */
const isDamage = (error: unknown): error is StoreError =>
  error instanceof StoreError && (error.code === 'damaged' || error.code === 'internal');

// Text is read as octets as long as it is not checked: at one that is not UTF-8 the engine ends the process.

function refuseNewer(sql: Sql, path: string): void {
  const version = sql
    .first(`SELECT value FROM meta WHERE key = 'schema_version' AND typeof(value) = 'integer'`)
    ?.int('value');
  if (version === undefined || version < SCHEMA_VERSION) {
    const found = version ?? 'none';
    throw new StoreError('damaged', `${path} has a schema of no release (version ${found})`);
  }
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      'newer',
      `expected schema version ${SCHEMA_VERSION} in ${path}, came ${version}: it was made by a later release`,
    );
  }
}

function refuseOtherKind(sql: Sql, path: string, kind: StoreKind): void {
  const found = sql
    .first(`SELECT CAST(value AS BLOB) AS value FROM meta WHERE key = 'kind'`)
    ?.text('value');
  if (isStoreKind(found) && found !== kind) {
    throw new StoreError('wrong-kind', `${path} holds the state of ${found}, not of ${kind}`);
  }
}
