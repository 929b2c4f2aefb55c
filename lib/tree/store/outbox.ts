import { MAX_OUTBOX } from '../bounds.js';
import { StoreError } from '../error.js';
import type { Account, AccountChange, Origin } from '../model.js';
import { originOf } from './origin.js';
import type { Sql } from './sql.js';

/** `session-start`: the DM client is to be started for the account. */
export const OUTBOX_KINDS = [
  'account-added',
  'account-changed',
  'account-removed',
  'session-start',
] as const satisfies readonly (AccountChange['change'] | 'session-start')[];

export type OutboxKind = (typeof OUTBOX_KINDS)[number];

/** Something that the local DM client has to hear of. */
export interface OutboxEvent {
  /** Grows by one an event and is never used again: a gap tells that events were dropped. */
  readonly sequence: number;
  readonly event: OutboxKind;
  readonly accountId: string;
  readonly uri: string;
  readonly serverId: string;
  readonly origin: Origin;
}

/**
 * Adds events, inside the transaction of the changes that they tell of, and drops the oldest beyond `MAX_OUTBOX`. Returns how many went.
 *
 * @param sessions a session is to be started for an account that came or changed: one that waits takes the place of an earlier one, and goes with its account.
 */
export function appendEvents(
  sql: Sql,
  changes: readonly AccountChange[],
  sessions: boolean,
): number {
  for (const { change, account } of changes) {
    append(sql, change, account);
    sql.run(`DELETE FROM outbox WHERE event = 'session-start' AND account_id = ?`, account.id);
    if (sessions && change !== 'account-removed') append(sql, 'session-start', account);
  }
  if (changes.length === 0) return 0;
  return sql.run(
    'DELETE FROM outbox WHERE sequence <= (SELECT max(sequence) FROM outbox) - ?',
    MAX_OUTBOX,
  );
}

function append(sql: Sql, kind: OutboxKind, account: Account): void {
  sql.run(
    'INSERT INTO outbox (event, account_id, uri, server_id, origin_kind, origin_id) VALUES (?, ?, ?, ?, ?, ?)',
    kind,
    account.id,
    account.uri,
    account.serverId,
    account.origin.kind,
    account.origin.id,
  );
}

export class Outbox {
  /** Events that were dropped undelivered since the store was opened. */
  dropped = 0;
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The oldest events that were not delivered yet, at most `limit`. */
  pending(limit = MAX_OUTBOX): OutboxEvent[] {
    return this.#sql
      .all(
        `SELECT sequence, event, account_id, uri, server_id, origin_kind AS kind, origin_id AS id
         FROM outbox ORDER BY sequence LIMIT ?`,
        limit,
      )
      .map((row) => ({
        sequence: row.int('sequence'),
        event: kindOf(row.text('event')),
        accountId: row.text('account_id'),
        uri: row.text('uri'),
        serverId: row.text('server_id'),
        origin: originOf(row),
      }));
  }

  /** This event was delivered and is dropped. */
  delivered(sequence: number): void {
    this.#sql.run('DELETE FROM outbox WHERE sequence = ?', sequence);
  }
}

function kindOf(text: string): OutboxKind {
  const kind = OUTBOX_KINDS.find((one) => one === text);
  if (kind === undefined) {
    throw new StoreError('damaged', 'the store holds an event of an unknown kind');
  }
  return kind;
}
