/** A clock, in milliseconds from any beginning, and how time passes by it. */
export interface Time {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** The times of a trace, kept: its first event comes at once, and each later one so long after it as the trace says. Without a clock all come at once. */
export class Schedule {
  readonly #time: Time | null;
  #zero: number | null = null;

  constructor(time: Time | null) {
    this.#time = time;
  }

  /**
   * The time until an event is due that stands at so many microseconds; null where it may come at once. A host that is later than the one in the trace
   * gets no answer sooner after its question, which stands at `asked`, than the card took for it.
   */
  until(micros: number | null, asked: number | null = null): Promise<void> | null {
    if (this.#time === null || micros === null) return null;
    const now = this.#time.now();
    this.#zero ??= now - (asked ?? micros) / 1000;
    const took = asked === null ? 0 : micros - asked;
    const due = Math.max(this.#zero + micros / 1000, now + took / 1000);
    return due > now ? this.#time.wait(due - now) : null;
  }
}
