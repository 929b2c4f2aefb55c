import type { Seat } from './seat.js';

/** The readers that are listed, by name. */
export class Seats {
  readonly #seats = new Map<string, Seat>();

  get all(): Seat[] {
    return [...this.#seats.values()];
  }

  get(reader: string): Seat | undefined {
    return this.#seats.get(reader);
  }

  add(seat: Seat): void {
    this.#seats.set(seat.reader, seat);
  }

  delete(reader: string): void {
    this.#seats.delete(reader);
  }

  clear(): void {
    this.#seats.clear();
  }

  /** The readers that hold a card, or the one of this name if it does. */
  occupied(reader?: string): Seat[] {
    return this.all.filter(
      (seat) => seat.present && (reader === undefined || seat.reader === reader),
    );
  }

  /** The reader that holds a card of this identity, the one that backs its layer first. */
  holder(id: string, besides?: Seat): Seat | undefined {
    const holders = this.all.filter((seat) => seat !== besides && seat.identity?.id === id);
    return holders.find((seat) => seat.backs) ?? holders[0];
  }
}
