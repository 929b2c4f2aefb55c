import { pcscError } from '../reader/error.js';
import type { ReaderCapabilities, ReaderEvent, ReaderProvider, Slot } from '../reader/reader.js';

const NO_CARD = 0x8010000c;

/** One card's stay in the reader: visited once. */
export interface PlayedStay {
  /** Whose card it is, as files name it. */
  readonly card: string;
  readonly slot: Slot;
  /** Microseconds for which the reader was empty before it. */
  readonly insertion: number;
  /** Microseconds after its visit at which the card goes; null where it stays. */
  readonly removal: number | null;
}

export interface StaysOptions {
  readonly name: string;
  readonly capabilities: ReaderCapabilities;
  readonly stays: readonly PlayedStay[];
  /** What the supervisor gets in place of the reader. */
  readonly through: (reader: Slot) => Slot;
  /** Told of each card before the supervisor is. */
  readonly onCard: (card: string) => void;
  /** Awaited for so many microseconds between two events of the reader. */
  readonly pace: (micros: number) => Promise<void>;
}

/** One reader, and cards that come one after the other: each when the visits of the one before have ended. */
export class StaysProvider implements ReaderProvider {
  /** Resolves when every card was visited, or at `stop`. */
  readonly finished: Promise<void>;
  #finish: () => void = () => undefined;
  readonly #options: StaysOptions;
  readonly #reader: Slot;
  readonly #waiting: PlayedStay[];
  #listener: ((event: ReaderEvent) => void) | null = null;
  #present: PlayedStay | null = null;
  #visits = 0;

  constructor(options: StaysOptions) {
    this.#options = options;
    this.#reader = options.through({
      name: options.name,
      capabilities: options.capabilities,
      connect: async (share, signal) => {
        if (this.#present === null) throw pcscError(NO_CARD, 'connect');
        return await this.#present.slot.connect(share, signal);
      },
    });
    this.#waiting = [...options.stays];
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  start(listener: (event: ReaderEvent) => void): void {
    this.#listener = listener;
    listener({ kind: 'up' });
    const first = this.#waiting.shift();
    if (first === undefined) listener({ kind: 'empty', slot: this.#reader });
    else this.#insert(first, false);
    listener({ kind: 'listed' });
    if (first === undefined) this.#finish();
  }

  visited(): void {
    this.#visits -= 1;
    if (this.#visits <= 0) void this.#playOn();
  }

  /** The card is taken out in the midst of what is done with it, and another one may be put in. */
  tear(other: PlayedStay | null): void {
    this.#remove();
    if (other !== null) this.#insert(other, true);
  }

  async stop(): Promise<void> {
    this.#listener = null;
    this.#finish();
  }

  async #playOn(): Promise<void> {
    const { pace } = this.#options;
    const { removal = null } = this.#present ?? {};
    if (removal !== null) {
      // What comes at once is told before `visited` returns.
      if (removal > 0) await pace(removal);
      this.#remove();
    }
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#finish();
      return;
    }
    this.#remove();
    if (next.insertion > 0) await pace(next.insertion);
    this.#insert(next, true);
  }

  #insert(stay: PlayedStay, inserted: boolean): void {
    this.#present = stay;
    this.#visits += 1;
    this.#options.onCard(stay.card);
    this.#listener?.({ kind: 'card', slot: this.#reader, inserted });
  }

  #remove(): void {
    if (this.#present === null) return;
    this.#present = null;
    this.#listener?.({ kind: 'empty', slot: this.#reader });
  }
}
