import { MAX_PIN_ENTRIES, MAX_STORED_INTEGER } from '../bounds.js';
import { PIN_DIGEST } from './rows.js';
import type { Row, Sql } from './sql.js';
import { PIN_KEY_BYTES } from './tables.js';

/** What of a damaged store is carried into the one that takes its place: it cannot be had from any card. */
export interface Heirloom {
  readonly nextAccount: number;
  readonly runs: number;
  /** Null where it cannot be read, and then there are no PINs: they say nothing without it. */
  readonly pinKey: Uint8Array | null;
  readonly pins: readonly InheritedPin[];
  /** Nothing of the PIN ledger was lost. */
  readonly isLedgerWhole: boolean;
}

interface InheritedPin {
  readonly iccid: string;
  readonly digest: string;
  readonly state: string;
  readonly triesBefore: number;
}

/** Reads what it can, and only what will pass the check of the new store; text as octets, since none was checked. Throws nothing. */
export function readHeirloom(sql: Sql): Heirloom {
  const pinKey = keyOf(sql);
  const rows = pinKey === null ? null : (attempt(() => pinRows(sql)) ?? null);
  const pins = (rows ?? []).flatMap((row) => attempt(() => pinOf(row)) ?? []);
  return {
    nextAccount: nextAccount(sql),
    runs: runs(sql),
    pinKey,
    pins,
    isLedgerWhole: pins.length === rows?.length,
  };
}

function keyOf(sql: Sql): Uint8Array | null {
  const key = attempt(() =>
    sql
      .first(`SELECT value FROM meta WHERE key = 'pin_key' AND typeof(value) = 'blob'`)
      ?.bytes('value'),
  );
  return key?.length === PIN_KEY_BYTES ? key : null;
}

/** A try whose state makes no sense counts as refused: that costs a card nothing. */
const pinRows = (sql: Sql): Row[] =>
  sql.all(
    `SELECT CAST(iccid AS BLOB) AS iccid, CAST(digest AS BLOB) AS digest,
            state IS 'pending' AND typeof(tries_before) = 'integer'
              AND tries_before BETWEEN 0 AND ${MAX_STORED_INTEGER} AS pending,
            CAST(tries_before AS INTEGER) AS tries_before
     FROM pin_ledger LIMIT ${MAX_PIN_ENTRIES}`,
  );

function pinOf(row: Row): InheritedPin[] {
  const digest = row.text('digest');
  const pin = { iccid: row.text('iccid'), digest };
  if (!PIN_DIGEST.test(digest)) {
    return [];
  }
  return row.int('pending') === 1
    ? [{ ...pin, state: 'pending', triesBefore: row.int('tries_before') }]
    : [{ ...pin, state: 'refused', triesBefore: 0 }];
}

/** The account counter; no lower than any account id that can still be read, so that none is given twice. */
function nextAccount(sql: Sql): number {
  const numbers = [
    `SELECT value AS number FROM meta WHERE key = 'next_account' AND typeof(value) = 'integer'`,
    'SELECT max(CAST(substr(account_id, 2) AS INTEGER)) + 1 AS number FROM identities',
    'SELECT max(CAST(substr(account_id, 2) AS INTEGER)) + 1 AS number FROM outbox',
  ].map((query) => attempt(() => sql.first(query)?.int('number')) ?? 1);
  return Math.max(1, ...numbers.filter((number) => number <= MAX_STORED_INTEGER));
}

function runs(sql: Sql): number {
  const query = `SELECT value FROM meta WHERE key = 'runs' AND typeof(value) = 'integer'`;
  const number = attempt(() => sql.first(query)?.int('value')) ?? 0;
  return number >= 0 && number <= MAX_STORED_INTEGER ? number : 0;
}

/** Undefined where the store is too damaged for it. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
