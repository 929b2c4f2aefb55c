import { ReaderError } from '../error.js';
import type { ReaderEvent, Slot } from '../reader.js';
import { STATE } from './protocol.js';

interface CardState {
  readonly present: boolean;
  /** Insertions and removals, modulo 65536. */
  readonly counter: number;
}

interface Watched {
  readonly slot: Slot;
  /** Aborts when the card that is in the slot is certainly gone, or nothing is known any more; the reason is a `ReaderError`. */
  stay: AbortController;
  /** The service has said something about it, be it only that it is out of order. */
  told: boolean;
  /** It went, unless the service is about to go: that tells each of its readers gone before it ends. */
  left: boolean;
  /** What was last known of the card; null before anything was. */
  card: CardState | null;
}

/** Turns what the monitor child tells into what a `ReaderProvider` tells. Does no I/O. */
export class Watch {
  readonly #slotOf: (reader: string) => Slot;
  readonly #tell: (event: ReaderEvent) => void;
  readonly #readers = new Map<string, Watched>();
  #service: 'unknown' | 'up' | 'listed' | 'down' = 'unknown';
  /** An empty listing is believed only when a second one says the same. */
  #believed = false;

  constructor(slotOf: (reader: string) => Slot, tell: (event: ReaderEvent) => void) {
    this.#slotOf = slotOf;
    this.#tell = tell;
  }

  get up(): boolean {
    return this.#service === 'up' || this.#service === 'listed';
  }

  /**
   * A listing only ever adds: that a reader went is told by the reader's own thread, because a listing that a second one
   * overtakes can come out empty.
   *
   * @param again it is the second listing after the last change.
   */
  listed(readers: readonly string[], ours: (reader: string) => boolean, again: boolean): void {
    if (!this.up) {
      this.#service = 'up';
      this.#tell({ kind: 'up' });
    }
    for (const reader of readers.filter(ours)) this.#add(reader);
    this.#believed ||= again || readers.length > 0;
    this.#settle();
  }

  /** `state` is dwEventState of SCardGetStatusChange. A mute card is a card. */
  state(reader: string, state: number): void {
    const known = this.#readers.get(reader);
    if (known === undefined) return;
    if ((state & STATE.UNKNOWN) !== 0) {
      known.left = true;
      return;
    }
    if (known.left) this.#gone(known);
    const watched = this.#add(reader);
    watched.told = true;
    // Out of order says nothing of the card: what was known stands until the reader is back or gone.
    if ((state & STATE.UNAVAILABLE) === 0) {
      const before = watched.card;
      watched.card = { present: (state & STATE.PRESENT) !== 0, counter: state >>> 16 };
      this.#moved(watched, before, watched.card);
    }
    this.#settle();
  }

  /** The service knows the reader no longer. This is told when it is known to have answered after that. */
  left(reader: string): void {
    const watched = this.#readers.get(reader);
    if (watched !== undefined) watched.left = true;
  }

  /** The service has answered a question that was asked after the last reader left. */
  answered(): void {
    for (const watched of [...this.#readers.values()]) {
      if (watched.left) this.#gone(watched);
    }
    this.#settle();
  }

  /** Told once until the service answers again. */
  down(reason: string, lasting = false): void {
    if (this.#service === 'down') return;
    this.#service = 'down';
    this.#believed = false;
    for (const { stay } of this.#readers.values()) stay.abort(new ReaderError('down', reason));
    this.#readers.clear();
    this.#tell({ kind: 'down', reason, ...(lasting && { lasting }) });
  }

  /** The stay of the card that is now in the reader. Throws `ReaderError` where there is none. */
  stay(reader: string): AbortSignal {
    if (!this.up) throw new ReaderError('down', 'PC/SC does not answer');
    const watched = this.#readers.get(reader);
    if (!watched?.card?.present) throw new ReaderError('removed', `no card is in ${reader}`);
    return watched.stay.signal;
  }

  #add(reader: string): Watched {
    const known = this.#readers.get(reader);
    if (known !== undefined) return known;
    const watched: Watched = {
      slot: this.#slotOf(reader),
      stay: new AbortController(),
      told: false,
      left: false,
      card: null,
    };
    this.#readers.set(reader, watched);
    return watched;
  }

  #gone({ slot, stay }: Watched): void {
    this.#readers.delete(slot.name);
    stay.abort(new ReaderError('removed', `the reader ${slot.name} is gone`));
    this.#tell({ kind: 'gone', reader: slot.name });
  }

  #moved(watched: Watched, before: CardState | null, { present, counter }: CardState): void {
    const { slot } = watched;
    const swapped = present && before?.present === true && before.counter !== counter;
    if (swapped || (!present && before?.present !== false)) {
      watched.stay.abort(new ReaderError('removed', `the card in ${slot.name} is gone`));
      this.#tell({ kind: 'empty', slot });
    }
    if (present && (swapped || before?.present !== true)) {
      watched.stay = new AbortController();
      this.#tell({ kind: 'card', slot, inserted: before !== null });
    }
  }

  #settle(): void {
    if (this.#service !== 'up' || !this.#believed) return;
    if (![...this.#readers.values()].every(({ told }) => told)) return;
    this.#service = 'listed';
    this.#tell({ kind: 'listed' });
  }
}
