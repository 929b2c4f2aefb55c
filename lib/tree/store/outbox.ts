import { MAX_OUTBOX } from '../bounds.js';
import { StoreError } from '../error.js';
import type { Account, AccountChange, Origin } from '../model.js';
import { originOf } from './origin.js';
import type { Sql } from './sql.js';

/** `session-start`: the DM client is to be started for the account. */
export type OutboxKind = AccountChange['change'] | 'session-start';

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

/** Whether sessions that are to be started wait in the outbox. */
export const sessionsWait = (sql: Sql): boolean =>
  sql.first(`SELECT 1 FROM outbox WHERE event = 'session-start' LIMIT 1`) !== null;

/**
 * Adds events, inside the transaction of the changes that they tell of, and drops the oldest beyond `MAX_OUTBOX`. Returns how many went.
 *
 * @param sessions.start a session is to be started for an account that came or changed: one that waits takes the place of an earlier one, and goes with its account.
 * @param sessions.mayWait one may be there that has not been started yet. The outbox is not searched for them where there cannot be any.
 */
export function appendEvents(
  sql: Sql,
  changes: readonly AccountChange[],
  sessions: { readonly start: boolean; readonly mayWait: boolean },
): number {
  for (const { change, account } of changes) {
    append(sql, change, account);
    if (sessions.mayWait) {
      sql.run(`DELETE FROM outbox WHERE event = 'session-start' AND account_id = ?`, account.id);
    }
    if (sessions.start && change !== 'account-removed') append(sql, 'session-start', account);
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
  switch (text) {
    case 'account-added':
    case 'account-changed':
    case 'account-removed':
    case 'session-start':
      return text;
    default:
      throw new StoreError('damaged', 'the store holds an event of an unknown kind');
  }
}
