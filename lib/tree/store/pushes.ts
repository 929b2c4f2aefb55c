import { MAX_PENDING_PUSHES, MAX_PUSHES, PUSH_TRIES } from '../bounds.js';
import { StoreError } from '../error.js';
import type { Sql } from './sql.js';

/** What is known of a document that was pushed: it waits for its PIN, came into force, or had no right PIN. */
export type PushState = 'pending' | 'applied' | 'refused';

/** A push that waits for somebody to type its PIN. It holds the secrets of its message. */
export interface PendingPush {
  readonly digest: string;
  readonly sender: string;
  /** Tries of its PIN that are left. */
  readonly tries: number;
  /** The whole PDU, as it came. */
  readonly pdu: Uint8Array;
}

/** SHA-256 of a document, in upper-case hexadecimal. */
export const PUSH_DIGEST = /^[0-9A-F]{64}$/;

/**
 * The durable memory of what was pushed: which messages wait for a PIN, and which must do nothing when they come again. No PIN is in it. Every call is
 * on disk when it returns; throws `StoreError` where that failed.
 */
export class Pushes {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  state(digest: string): PushState | null {
    const row = this.#sql.first('SELECT state FROM pushes WHERE digest = ?', digest);
    return row === null ? null : stateOf(row.text('state'));
  }

  /** Oldest first. */
  pending(): PendingPush[] {
    return this.#sql
      .all(`SELECT * FROM pushes WHERE state = 'pending' ORDER BY ordinal`)
      .map((row) => ({
        digest: row.text('digest'),
        sender: row.text('sender'),
        tries: row.int('tries'),
        pdu: row.bytes('pdu'),
      }));
  }

  /** Keeps a push, with all its tries, until it is closed. False where too many wait already. */
  keep(digest: string, sender: string, pdu: Uint8Array): boolean {
    if (this.pending().length >= MAX_PENDING_PUSHES) return false;
    this.#sql.run(
      `INSERT INTO pushes (digest, sender, state, tries, pdu) VALUES (?, ?, 'pending', ?, ?)`,
      digest,
      sender,
      PUSH_TRIES,
      pdu,
    );
    return true;
  }

  /** A try is about to be made. Returns how many are left after it. */
  spend(digest: string): number {
    const row = this.#sql.first(
      `UPDATE pushes SET tries = tries - 1 WHERE digest = ? AND state = 'pending' AND tries > 0 RETURNING tries`,
      digest,
    );
    if (row === null) throw new StoreError('internal', 'no such push waits for a PIN');
    return row.int('tries');
  }

  /** The try before was right, and yet nothing came of it. */
  giveBack(digest: string): void {
    this.#sql.run(
      `UPDATE pushes SET tries = tries + 1 WHERE digest = ? AND state = 'pending'`,
      digest,
    );
  }

  /** Whatever comes of this document from now on, it is nothing. The oldest of what is closed are forgotten beyond `MAX_PUSHES`. */
  close(digest: string, sender: string, state: 'applied' | 'refused'): void {
    this.#sql.transaction('write', () => {
      this.#sql.run(
        `INSERT OR REPLACE INTO pushes (digest, sender, state, tries, pdu) VALUES (?, ?, ?, 0, NULL)`,
        digest,
        sender,
        state,
      );
      this.#sql.run(
        `DELETE FROM pushes WHERE state <> 'pending' AND ordinal <= (SELECT max(ordinal) FROM pushes) - ?`,
        MAX_PUSHES,
      );
    });
  }

  /** It may come again as if it never had. */
  drop(digest: string): void {
    this.#sql.run('DELETE FROM pushes WHERE digest = ?', digest);
  }

  /** What these senders had in force may come again. */
  forget(senders: readonly string[]): void {
    for (const sender of senders) {
      this.#sql.run(`DELETE FROM pushes WHERE sender = ? AND state = 'applied'`, sender);
    }
  }

  /** Throws `StoreError` where a row is none that this class could have written. */
  check(): void {
    for (const row of this.#sql.all('SELECT * FROM pushes')) {
      const isPending = stateOf(row.text('state')) === 'pending';
      const tries = row.int('tries');
      row.text('sender');
      if (isPending) row.bytes('pdu');
      const isSound = isPending ? tries <= PUSH_TRIES : tries === 0 && row.isNull('pdu');
      if (!isSound || !PUSH_DIGEST.test(row.text('digest'))) {
        throw new StoreError('damaged', 'the memory of pushes holds something else');
      }
    }
  }
}

function stateOf(text: string): PushState {
  switch (text) {
    case 'pending':
    case 'applied':
    case 'refused':
      return text;
    default:
      throw new StoreError('damaged', 'the store holds a push of an unknown state');
  }
}
