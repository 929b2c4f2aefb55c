import { createHmac } from 'node:crypto';
import { MAX_PIN_ENTRIES } from '../bounds.js';
import { StoreError, TreeError } from '../error.js';
import { type PinRow, pinKey } from './rows.js';
import type { Tables } from './tables.js';

/**
 * The durable record of PIN tries. Only a keyed hash of a PIN is stored, under a random key of this store, and together with the card's ICCID:
 * equal PINs of two cards do not look equal. Every call is on disk when it returns; throws `StoreError` where that failed.
 */
export class Pins {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Whether the card refused this PIN. Null as well where nobody saw the end of its try and the card has not been asked since. */
  look(iccid: string, pin: string): 'refused' | null {
    return this.#entry(iccid, pin).known?.state === 'refused' ? 'refused' : null;
  }

  /** The card shows so many tries now: each try of it whose end nobody saw is refused if it began with more, and forgotten otherwise. */
  settle(iccid: string, triesLeft: number): void {
    this.#tables.transaction(() => {
      for (const one of entriesOf(this.#tables, iccid)) {
        if (one.state !== 'pending') continue;
        const key = pinKey(one.iccid, one.digest);
        if (one.triesBefore > triesLeft) this.#tables.pins.set(key, { ...one, state: 'refused' });
        else this.#tables.pins.delete(key);
      }
    });
  }

  /**
   * A VERIFY is about to go out. Throws, and then none may: `StoreError` `unwritable` where the ledger is full, `TreeError` `misuse` where this card refused this PIN before.
   */
  begin(iccid: string, pin: string, triesBefore: number): void {
    const { key, known, fresh } = this.#entry(iccid, pin);
    const { pins } = this.#tables;
    if (known === undefined && pins.size >= MAX_PIN_ENTRIES) {
      throw new StoreError(
        'unwritable',
        `the PIN ledger holds ${pins.size} entries; no PIN is tried before some are forgotten (pin forget)`,
      );
    }
    if (known?.state === 'refused') {
      throw new TreeError(
        'misuse',
        'this card refused this PIN before; it must not be tried again',
      );
    }
    const tries = Math.max(triesBefore, known?.triesBefore ?? 0);
    this.#put(key, { ...fresh, state: 'pending', triesBefore: tries });
  }

  /** The VERIFY succeeded: forgets it. */
  clear(iccid: string, pin: string): void {
    this.#tables.transaction(() => this.#tables.pins.delete(this.#entry(iccid, pin).key));
  }

  /** The card refused this PIN. */
  refuse(iccid: string, pin: string): void {
    const { key, known, fresh } = this.#entry(iccid, pin);
    this.#put(key, { ...fresh, state: 'refused', triesBefore: known?.triesBefore ?? 0 });
  }

  #put(key: string, row: PinRow): void {
    this.#tables.transaction(() => this.#tables.pins.set(key, row));
  }

  #entry(
    card: string,
    pin: string,
  ): {
    readonly key: string;
    readonly known: PinRow | undefined;
    readonly fresh: Pick<PinRow, 'iccid' | 'digest'>;
  } {
    const iccid = card.toWellFormed();
    const digest = createHmac('sha256', this.#tables.pinKey)
      .update(`${iccid}\0${pin}`)
      .digest('hex')
      .toUpperCase();
    const key = pinKey(iccid, digest);
    return { key, known: this.#tables.pins.get(key), fresh: { iccid, digest } };
  }
}

/** All that is known of PINs of a card. */
export const entriesOf = (tables: Tables, iccid: string): PinRow[] =>
  tables.pins.rows().filter((one) => one.iccid === iccid.toWellFormed());
