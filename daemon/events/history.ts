import { printableJson } from '../../lib/text.js';
import { type Store, StoreError } from '../../lib/tree/index.js';
import type { Log } from '../log.js';
import type { Happening } from './happening.js';

/** Events of one run of the daemon: the first one of run 12 has the id 12000000001. */
const EVENTS_A_RUN = 1_000_000_000;

export interface HistoryBounds {
  readonly events: number;
  /** Of the events as JSON text. */
  readonly bytes: number;
}

const BOUNDS: HistoryBounds = { events: 1024, bytes: 1024 * 1024 };

/** A happening with its place in the order of all. `at` is what the clock said (ISO 8601); a board's may be wrong. */
export type Event = { readonly id: number; readonly at: string } & Happening;

/** An event, and the same as JSON on one line. */
export interface Kept {
  readonly event: Event;
  readonly text: string;
}

/** The history of a daemon that begins to tell of this state. Where that cannot be written, its ids are below those of the runs before. */
export function beginHistory(store: Pick<Store, 'beginRun'>, log: Log): History {
  try {
    return new History(store.beginRun());
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    log.error(error.message);
    return new History(0);
  }
}

/** What happened lately. Ids only ever grow, also from run to run. */
export class History {
  readonly #bounds: HistoryBounds;
  readonly #kept: Kept[] = [];
  readonly #followers = new Set<() => void>();
  #newest: number;
  #bytes = 0;

  /** @param run the number of this run of the daemon on its state, counted from 1. */
  constructor(run: number, bounds: HistoryBounds = BOUNDS) {
    this.#newest = run * EVENTS_A_RUN;
    this.#bounds = bounds;
  }

  /** The id of the newest event; before the first one, the id that comes before it. */
  get newest(): number {
    return this.#newest;
  }

  readonly tell = (happening: Happening): void => {
    this.#newest += 1;
    const event = { id: this.#newest, at: new Date().toISOString(), ...happening };
    const text = printableJson(event);
    this.#kept.push({ event, text });
    this.#bytes += text.length;
    while (this.#isFull) this.#bytes -= this.#kept.shift()?.text.length ?? 0;
    for (const wake of [...this.#followers]) wake();
  };

  /** The id before the oldest event that is kept. */
  get forgotten(): number {
    return this.#newest - this.#kept.length;
  }

  /** Whether every event after this id is kept. One that was never given out is of a history that is lost. */
  reaches(id: number): boolean {
    return id >= this.forgotten && id <= this.#newest;
  }

  /** The first event after an id that is reached; undefined after the newest one. */
  after(id: number): Kept | undefined {
    return this.#kept[id - this.forgotten];
  }

  /** Those after an id, oldest first; all that are kept where that is not reached. */
  since(id: number): Event[] {
    const from = this.reaches(id) ? id - this.forgotten : 0;
    return this.#kept.slice(from).map(({ event }) => event);
  }

  /** Calls `wake` after each event, until the function that comes back is called. It must not throw. */
  follow(wake: () => void): () => void {
    this.#followers.add(wake);
    return () => this.#followers.delete(wake);
  }

  /** The newest event is kept, however long it is. */
  get #isFull(): boolean {
    const { events, bytes } = this.#bounds;
    return this.#kept.length > events || (this.#bytes > bytes && this.#kept.length > 1);
  }
}
