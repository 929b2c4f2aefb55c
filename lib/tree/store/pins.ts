import { createHmac } from 'node:crypto';
import { MAX_PIN_ENTRIES } from '../bounds.js';
import { StoreError, TreeError } from '../error.js';
import type { Sql } from './sql.js';

export const PIN_KEY_BYTES = 32;
/** HMAC-SHA-256 of card and PIN, in upper-case hexadecimal. */
export const PIN_DIGEST = /^[0-9A-F]{64}$/;

/**
 * The durable record of PIN tries. Only a keyed hash of a PIN is stored, under a random key of this store, and together with the card's ICCID:
 * equal PINs of two cards do not look equal. Every call is on disk when it returns; throws `StoreError` where that failed.
 */
export class Pins {
  readonly #sql: Sql;
  #key: Uint8Array | null = null;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Whether the card refused this PIN. Null as well where nobody saw the end of its try and the card has not been asked since. */
  look(iccid: string, pin: string): 'refused' | null {
    return this.#state(iccid, pin) === 'refused' ? 'refused' : null;
  }

  /** The card shows so many tries now: each try of it whose end nobody saw is refused if it began with more, and forgotten otherwise. */
  settle(iccid: string, triesLeft: number): void {
    const pending = `iccid = ? AND state = 'pending'`;
    if (this.#sql.first(`SELECT 1 FROM pin_ledger WHERE ${pending}`, iccid) === null) {
      return;
    }
    this.#sql.transaction('write', () => {
      this.#sql.run(
        `UPDATE pin_ledger SET state = 'refused' WHERE ${pending} AND tries_before > ?`,
        iccid,
        triesLeft,
      );
      this.#sql.run(`DELETE FROM pin_ledger WHERE ${pending}`, iccid);
    });
  }

  /**
   * A VERIFY is about to go out. Throws, and then none may: `StoreError` `unwritable` where the ledger is full, `TreeError` `misuse` where this card refused this PIN before.
   */
  begin(iccid: string, pin: string, triesBefore: number): void {
    const full = this.#sql.first('SELECT count(*) AS entries FROM pin_ledger')?.int('entries') ?? 0;
    if (full >= MAX_PIN_ENTRIES && this.#state(iccid, pin) === null) {
      throw new StoreError(
        'unwritable',
        `the PIN ledger holds ${full} entries; no PIN is tried before some are forgotten (pin forget)`,
      );
    }
    const begun = this.#sql.run(
      `INSERT INTO pin_ledger VALUES (?, ?, 'pending', ?) ON CONFLICT DO UPDATE
       SET tries_before = max(tries_before, excluded.tries_before) WHERE state = 'pending'`,
      iccid,
      this.#digest(iccid, pin),
      triesBefore,
    );
    if (begun !== 1) {
      throw new TreeError(
        'misuse',
        'this card refused this PIN before; it must not be tried again',
      );
    }
  }

  /** The VERIFY succeeded: forgets it. */
  clear(iccid: string, pin: string): void {
    this.#sql.run(
      'DELETE FROM pin_ledger WHERE iccid = ? AND digest = ?',
      iccid,
      this.#digest(iccid, pin),
    );
  }

  /** The card refused this PIN. */
  refuse(iccid: string, pin: string): void {
    this.#sql.run(
      `INSERT INTO pin_ledger VALUES (?, ?, 'refused', 0) ON CONFLICT DO UPDATE SET state = 'refused'`,
      iccid,
      this.#digest(iccid, pin),
    );
  }

  #state(iccid: string, pin: string): string | null {
    const row = this.#sql.first(
      'SELECT state FROM pin_ledger WHERE iccid = ? AND digest = ?',
      iccid,
      this.#digest(iccid, pin),
    );
    return row?.text('state') ?? null;
  }

  #digest(iccid: string, pin: string): string {
    this.#key ??= this.#readKey();
    return createHmac('sha256', this.#key).update(`${iccid}\0${pin}`).digest('hex').toUpperCase();
  }

  #readKey(): Uint8Array {
    const row = this.#sql.first(`SELECT value FROM meta WHERE key = 'pin_key'`);
    if (row === null) {
      throw new StoreError('damaged', 'the store has lost the key of its PIN ledger');
    }
    return row.bytes('value');
  }
}
