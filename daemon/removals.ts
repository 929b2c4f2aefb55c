import { attempt } from './attempt.js';
import type { CardLayers } from './card-layers.js';
import type { Log, LogFields } from './log.js';
import type { Seat } from './seat.js';
import type { Seats } from './seats.js';

export interface RemovalParts {
  readonly layers: CardLayers;
  readonly seats: Seats;
  readonly log: Log;
  /** What could not be purged is tried again. */
  readonly retries: boolean;
  /** Visits the card in a seat again. */
  visit(seat: Seat): void;
  /** Told of what happens outside of a turn of the supervisor's. */
  wake(): void;
}

const PURGE_RETRY_MS = 1_000;

/** Judges which cards are gone, and purges what they brought (TS 5.5.6). */
export class Removals {
  readonly #parts: RemovalParts;

  constructor(parts: RemovalParts) {
    this.#parts = parts;
  }

  /**
   * Purges; where the state cannot be written, what is gone must still go later, unless it has come back by then.
   *
   * @param own the card of which the caller tells by itself.
   * @returns whether that one had brought something, which is purged now.
   */
  purge(ids: readonly string[], about: LogFields = {}, own: string | null = null): boolean {
    const { layers, log, retries } = this.#parts;
    let purged: string[] = [];
    const done = attempt(() => {
      purged = layers.purge(ids, about, own);
    }, log);
    if (!done && retries) setTimeout(() => this.#purgeAgain(ids), PURGE_RETRY_MS).unref();
    return own !== null && purged.includes(own);
  }

  /** Purges what no reader holds. `sparing` keeps what was last seen in a reader whose card has not said who it is. */
  settle({ sparing }: { sparing: boolean }): void {
    const { layers, seats } = this.#parts;
    this.purge(
      layers.identities.filter((id) => {
        const last = layers.lastReaderOf(id);
        const seat = last === null ? undefined : seats.get(last);
        const mayBeThere = seat?.present === true && seat.identity === null;
        return !seats.holder(id) && !(sparing && mayBeThere);
      }),
    );
  }

  /**
   * A seat is vacant: what was seen in it is gone, unless another reader holds the same identity.
   *
   * @param card the one that was in it: who it was, and whether the layer was its own.
   * @returns whether that card had brought something, which is purged now.
   */
  left(reader: string, card: Pick<Seat, 'identity' | 'backs'>): boolean {
    const { layers, seats } = this.#parts;
    const left = new Set(layers.lastSeenIn(reader));
    if (card.identity) left.add(card.identity.id);
    const gone: string[] = [];
    for (const id of left) {
      const heir = seats.holder(id);
      if (!heir) gone.push(id);
      else this.#inherit(heir, id, card.backs);
    }
    return this.purge(gone, { reader }, card.identity?.id ?? null);
  }

  /** One of two cards with one identity went; the other one is visited again if the layer was not its own (`duplicate-identity`). */
  #inherit(heir: Seat, id: string, backed: boolean): void {
    const { layers, log, visit } = this.#parts;
    attempt(() => layers.sighted(id, heir.reader), log);
    if (backed && !heir.backs && !heir.stay) visit(heir);
  }

  #purgeAgain(ids: readonly string[]): void {
    const { seats, wake } = this.#parts;
    this.purge(ids.filter((id) => !seats.holder(id)));
    wake();
  }
}
