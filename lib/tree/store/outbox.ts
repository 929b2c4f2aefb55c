import { MAX_OUTBOX } from '../bounds.js';
import type { Account, AccountChange } from '../model.js';
import type { OutboxEvent, OutboxKind } from './rows.js';
import type { Tables } from './tables.js';

/** Whether sessions that are to be started wait in the outbox. */
export const sessionsWait = (tables: Tables): boolean =>
  tables.outbox.rows().some(({ event }) => event === 'session-start');

/**
 * Adds events, inside the transaction of the changes that they tell of, and drops the oldest beyond `MAX_OUTBOX`. Returns how many went.
 *
 * @param sessions.start a session is to be started for an account that came or changed: one that waits takes the place of an earlier one, and goes with its account.
 * @param sessions.mayWait one may be there that has not been started yet. The outbox is not searched for them where there cannot be any.
 */
export function appendEvents(
  tables: Tables,
  changes: readonly AccountChange[],
  sessions: { readonly start: boolean; readonly mayWait: boolean },
): number {
  const { outbox, counters } = tables;
  const before = counters.get('outbox') ?? 0;
  for (const { change, account } of changes) {
    append(tables, change, account);
    if (sessions.mayWait) dropSessions(tables, account.id);
    if (sessions.start && change !== 'account-removed') append(tables, 'session-start', account);
  }
  const now = counters.get('outbox') ?? 0;
  let dropped = 0;
  for (let old = before + 1; old <= now; old += 1) {
    if (outbox.delete(old - MAX_OUTBOX)) dropped += 1;
  }
  return dropped;
}

function append(tables: Tables, event: OutboxKind, { id, uri, serverId, origin }: Account): void {
  const sequence = tables.next('outbox');
  tables.outbox.set(sequence, {
    sequence,
    event,
    accountId: id,
    uri,
    serverId: serverId.toWellFormed(),
    origin,
  });
}

function dropSessions(tables: Tables, id: string): void {
  for (const { sequence, event, accountId } of tables.outbox.rows()) {
    if (event === 'session-start' && accountId === id) tables.outbox.delete(sequence);
  }
}

const inOrder = (tables: Tables): OutboxEvent[] =>
  tables.outbox.rows().sort((a, b) => a.sequence - b.sequence);

export class Outbox {
  /** Events that were dropped undelivered since the store was opened. */
  dropped = 0;
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** The oldest events that were not delivered yet, at most `limit`. */
  pending(limit = MAX_OUTBOX): OutboxEvent[] {
    return inOrder(this.#tables).slice(0, limit);
  }

  /** This event was delivered and is dropped. Throws `StoreError`. */
  delivered(sequence: number): void {
    this.#tables.transaction(() => this.#tables.outbox.delete(sequence));
  }
}
