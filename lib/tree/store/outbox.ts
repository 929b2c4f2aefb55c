import { MAX_OUTBOX } from '../bounds.js';
import { StoreError } from '../error.js';
import type { AccountChange, Origin } from '../model.js';
import { originOf } from './origin.js';
import type { Sql } from './sql.js';

/** Something that the local DM client has to hear of. */
export interface OutboxEvent {
  /** Grows by one an event and is never used again: a gap tells that events were dropped. */
  readonly sequence: number;
  readonly event: AccountChange['change'];
  readonly accountId: string;
  readonly uri: string;
  readonly serverId: string;
  readonly origin: Origin;
}

/** Adds events, inside the transaction of the changes that they tell of, and drops the oldest beyond `MAX_OUTBOX`. */
export function appendEvents(sql: Sql, changes: readonly AccountChange[]): void {
  for (const { change, account } of changes) {
    sql.run(
      'INSERT INTO outbox (event, account_id, uri, server_id, origin_kind, origin_id) VALUES (?, ?, ?, ?, ?, ?)',
      change,
      account.id,
      account.uri,
      account.serverId,
      account.origin.kind,
      account.origin.id,
    );
  }
  if (changes.length > 0) {
    sql.run(
      'DELETE FROM outbox WHERE sequence <= (SELECT max(sequence) FROM outbox) - ?',
      MAX_OUTBOX,
    );
  }
}

export class Outbox {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The oldest events that were not delivered yet, at most `limit`. */
  pending(limit: number): OutboxEvent[] {
    return this.#sql
      .all(
        `SELECT sequence, event, account_id, uri, server_id, origin_kind AS kind, origin_id AS id
         FROM outbox ORDER BY sequence LIMIT ?`,
        limit,
      )
      .map((row) => ({
        sequence: row.int('sequence'),
        event: changeOf(row.text('event')),
        accountId: row.text('account_id'),
        uri: row.text('uri'),
        serverId: row.text('server_id'),
        origin: originOf(row),
      }));
  }

  /** Everything up to this event was delivered and is dropped. */
  delivered(sequence: number): void {
    this.#sql.run('DELETE FROM outbox WHERE sequence <= ?', sequence);
  }
}

function changeOf(text: string): AccountChange['change'] {
  switch (text) {
    case 'account-added':
    case 'account-changed':
    case 'account-removed':
      return text;
    default:
      throw new StoreError('damaged', 'the store holds an event of an unknown kind');
  }
}
