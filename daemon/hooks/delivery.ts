import type { Outbox, OutboxEvent } from '../../lib/tree/index.js';
import type { Log } from '../log.js';

export interface DeliveryOptions {
  readonly outbox: Pick<Outbox, 'pending' | 'delivered'>;
  /** Whether an event is for this delivery. */
  readonly takes: (event: OutboxEvent) => boolean;
  /** Delivers an event. An abort ends it soon: the event is not delivered, and comes again if it is still there. */
  readonly run: (event: OutboxEvent, signal: AbortSignal) => Promise<void>;
  /** The most accounts at once. */
  readonly atOnce: number;
  readonly log: Log;
}

/** Delivers events of the outbox at least once each: those of one account in order, one at a time. */
export class Delivery {
  readonly #options: DeliveryOptions;
  /** What runs, by account. */
  readonly #running = new Map<string, { sequence: number; abort: AbortController }>();
  readonly #ends = new Set<Promise<void>>();
  #stopped = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Looks at the outbox: begins what can begin, and ends what went from there. */
  readonly wake = (): void => {
    if (this.#stopped) return;
    const { outbox, takes, atOnce, log } = this.#options;
    try {
      const events = outbox.pending().filter(takes);
      const waiting = new Set(events.map(({ sequence }) => sequence));
      for (const { sequence, abort } of this.#running.values()) {
        if (!waiting.has(sequence)) abort.abort();
      }
      for (const event of events) {
        if (this.#running.size >= atOnce) return;
        if (!this.#running.has(event.accountId)) this.#begin(event);
      }
    } catch (error) {
      log.error('the outbox cannot be read', { error, kind: 'fault' });
    }
  };

  /** Aborts what runs; resolves when that has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all(this.#ends);
  }

  #begin(event: OutboxEvent): void {
    const abort = new AbortController();
    this.#running.set(event.accountId, { sequence: event.sequence, abort });
    const end = this.#deliver(event, abort.signal).then((isOver) => {
      this.#running.delete(event.accountId);
      this.#ends.delete(end);
      if (isOver) this.wake();
    });
    this.#ends.add(end);
  }

  /** False where the event is still there: it is delivered again after the next change, when the store may take it. */
  async #deliver(event: OutboxEvent, signal: AbortSignal): Promise<boolean> {
    const { run, outbox, log } = this.#options;
    try {
      await run(event, signal);
    } catch (error) {
      log.error(`event ${event.sequence}: a fault of this program`, { error, kind: 'fault' });
    }
    if (signal.aborted) return true;
    try {
      outbox.delivered(event.sequence);
      return true;
    } catch (error) {
      log.error(`event ${event.sequence} was delivered, and stays`, { error, kind: 'fault' });
      return false;
    }
  }
}
