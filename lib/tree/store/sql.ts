import Database from 'libsql';
import { errorText } from '../../error.js';
import { printable } from '../../text.js';
import { StoreError } from '../error.js';

/** The engine aborts the whole process on any other type of parameter. */
export type Cell = string | number | Uint8Array | null;

/** How long a statement waits for a lock of another connection, in milliseconds. */
const BUSY_TIMEOUT = 1000;

/** Result codes of SQLite (sqlite.org/rescode.html); the low octet of an extended code. */
const SQLITE = { ERROR: 1, BUSY: 5, CORRUPT: 11, CONSTRAINT: 19, MISUSE: 21, NOTADB: 26 } as const;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One row; each reading checks the type, so that a file that makes no sense is found out here. */
export class Row {
  readonly #cells: object;

  constructor(cells: object) {
    this.#cells = cells;
  }

  maybeText(column: string): string | null {
    const cell = this.#cell(column);
    if (cell === null || typeof cell === 'string') {
      return cell;
    }
    try {
      return UTF8.decode(octets(cell, column));
    } catch {
      return damaged(column);
    }
  }

  text(column: string): string {
    return this.maybeText(column) ?? damaged(column);
  }

  json(column: string): unknown {
    try {
      return JSON.parse(this.text(column));
    } catch {
      return damaged(column);
    }
  }

  bytes(column: string): Uint8Array {
    return octets(this.#cell(column), column);
  }

  int(column: string): number {
    const cell = this.#cell(column);
    return typeof cell === 'number' && Number.isSafeInteger(cell) ? cell : damaged(column);
  }

  flag(column: string): boolean {
    const number = this.int(column);
    return number <= 1 ? number === 1 : damaged(column);
  }

  isNull(column: string): boolean {
    return this.#cell(column) === null;
  }

  #cell(column: string): unknown {
    return Reflect.get(this.#cells, column);
  }
}

/** A connection to the engine: prepared statements, transactions, and errors as `StoreError`. No other file knows the engine. */
export class Sql {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  /** `path` is a `file:` URI. */
  constructor(path: string) {
    this.#database = attempt(() => new Database(path, { timeout: BUSY_TIMEOUT }));
  }

  /** Returns the number of rows that changed. */
  run(sql: string, ...cells: Cell[]): number {
    return attempt(() => this.#prepared(sql).run(cells.map(bound)).changes);
  }

  all(sql: string, ...cells: Cell[]): Row[] {
    return attempt(() => this.#prepared(sql).all(cells.map(bound))).map(rowOf);
  }

  /** Of a statement that changes something all is done, however few rows are looked at. */
  first(sql: string, ...cells: Cell[]): Row | null {
    const row = attempt(() => this.#prepared(sql).get(cells.map(bound)));
    return row === undefined ? null : rowOf(row);
  }

  /** Statements without parameters and results. */
  script(sql: string): void {
    attempt(() => this.#database.exec(sql));
  }

  /** All of `work` or nothing of it. `read`: `work` sees one state of a store that another process writes. */
  transaction<Result>(kind: 'read' | 'write', work: () => Result): Result {
    this.script(kind === 'read' ? 'BEGIN' : 'BEGIN IMMEDIATE');
    try {
      const result = work();
      this.script('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.inTransaction) {
        this.script('ROLLBACK');
      }
      throw error;
    }
  }

  /**
   * Moves the write-ahead log into the main file and empties it, so that what was deleted is in neither.
   * False where that could not be done: a reader of another process is in the way (it is not waited for), or the disk is full. Nothing is lost then.
   */
  checkpoint(): boolean {
    this.all('PRAGMA busy_timeout = 0');
    try {
      return this.first('PRAGMA wal_checkpoint(TRUNCATE)')?.int('busy') === 0;
    } catch {
      return false;
    } finally {
      this.all(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    }
  }

  /** The engine lets go of the file, and of locks outside transactions, some time later. */
  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

const rowOf = (row: unknown): Row => new Row(typeof row === 'object' && row !== null ? row : {});

/** Text with a NUL goes in as octets: the engine would cut it off there when it is read. */
const bound = (cell: Cell): Cell =>
  typeof cell === 'string' && cell.includes('\0') ? Buffer.from(cell) : cell;

function octets(cell: unknown, column: string): Uint8Array {
  return cell instanceof ArrayBuffer || cell instanceof Uint8Array
    ? new Uint8Array(cell)
    : damaged(column);
}

function damaged(column: string): never {
  throw new StoreError('damaged', `the store holds something unexpected in column ${column}`);
}

function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw storeError(error);
  }
}

function storeError(error: unknown): StoreError {
  const text = printable(errorText(error));
  const options = { cause: error };
  const raw = error instanceof Database.SqliteError ? error.rawCode : undefined;
  switch (raw === undefined ? null : raw & 0xff) {
    case SQLITE.CORRUPT:
    case SQLITE.NOTADB:
      return new StoreError('damaged', `the store is damaged: ${text}`, options);
    case SQLITE.BUSY:
      return new StoreError('in-use', `another process holds the store: ${text}`, options);
    case SQLITE.ERROR:
    case SQLITE.CONSTRAINT:
    case SQLITE.MISUSE:
      return new StoreError(
        'internal',
        `the store was asked for something wrong: ${text}`,
        options,
      );
    default:
      return new StoreError(
        'unwritable',
        `the state could not be read or written: ${text}`,
        options,
      );
  }
}
