import { randomBytes } from 'node:crypto';
import { ORIGIN_KINDS, type Ranks } from '../model.js';
import { LOCAL_LAYER, LOCAL_ORIGIN } from './origin.js';
import type {
  Counter,
  IdentityRow,
  LayerRow,
  ObjectRow,
  OutboxEvent,
  PinRow,
  PushRow,
  SightingRow,
  WriteRow,
} from './rows.js';
import { Table } from './table.js';

export const PIN_KEY_BYTES = 32;

/**
 * The whole state, in memory: all that is read of it and all that is decided on it is here. What a transaction did to it goes to the disk before the transaction is over,
 * where there is a disk.
 */
export class Tables {
  readonly layers = new Table<number, LayerRow>();
  readonly objects = new Table<string, ObjectRow>();
  readonly identities = new Table<string, IdentityRow>();
  readonly writes = new Table<string, WriteRow>();
  readonly sightings = new Table<string, SightingRow>();
  readonly pins = new Table<string, PinRow>();
  readonly pushes = new Table<string, PushRow>();
  readonly outbox = new Table<number, OutboxEvent>();
  readonly counters = new Table<Counter, number>();
  readonly settings = new Table<'ranks', Ranks>();
  /** Of the HMAC in the ledger of PINs. */
  readonly pinKey: Uint8Array;
  readonly #all: readonly Table<unknown, unknown>[] = [
    this.layers,
    this.objects,
    this.identities,
    this.writes,
    this.sightings,
    this.pins,
    this.pushes,
    this.outbox,
    this.counters,
    this.settings,
  ];
  readonly #persist: ((tables: Tables) => void) | null;

  /** @param persist writes what was touched, all or nothing of it; throws `StoreError`. */
  constructor(pinKey: Uint8Array, persist: ((tables: Tables) => void) | null = null) {
    this.pinKey = pinKey;
    this.#persist = persist;
  }

  /** Of a state in which nothing ever happened, and that is on no disk. */
  static fresh(): Tables {
    const tables = new Tables(randomBytes(PIN_KEY_BYTES));
    tables.clear();
    return tables;
  }

  /** Which kind of origin covers which. */
  get ranks(): Ranks {
    return this.settings.get('ranks') ?? ORIGIN_KINDS;
  }

  /** Makes the state one in which nothing ever happened. */
  clear(): void {
    for (const table of this.#all) table.clear();
    this.layers.set(LOCAL_LAYER, {
      sequence: LOCAL_LAYER,
      origin: LOCAL_ORIGIN,
      confirmed: true,
      documents: [],
    });
    this.keep();
  }

  /** What is there now is how it was. */
  keep(): void {
    for (const table of this.#all) table.keep();
  }

  /** The next number of a table, or of what else is counted from 1. */
  next(counter: Counter): number {
    const number = (this.counters.get(counter) ?? 0) + 1;
    this.counters.set(counter, number);
    return number;
  }

  /** All of `work` or nothing of it, on disk when the call returns. */
  transaction<Result>(work: () => Result): Result {
    try {
      const result = work();
      if (this.#all.some((table) => table.isTouched)) this.#persist?.(this);
      this.keep();
      return result;
    } finally {
      this.#takeBack();
    }
  }

  /** Does `work` and takes it all back. */
  rehearse<Result>(work: () => Result): Result {
    try {
      return work();
    } finally {
      this.#takeBack();
    }
  }

  #takeBack(): void {
    for (const table of this.#all) table.takeBack();
  }
}
