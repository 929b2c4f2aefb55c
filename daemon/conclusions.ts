import { errorText } from '../lib/error.js';
import { OUTCOMES, type Outcome } from '../lib/outcome.js';
import { type LayerInput, StoreError } from '../lib/tree/index.js';
import type { Visit } from '../lib/visit/visit.js';
import type { CardLayers } from './card-layers.js';
import type { Seat } from './seat.js';
import type { Seats } from './seats.js';

/** Another card of the same identity, with another message, was there first. */
const DUPLICATE = 'duplicate-identity';

/** Somebody purged what the card had brought: it does not come back until the card does, or is asked to be visited again. */
export const DISCARDED = { outcome: 'disabled', detail: 'purged' } as const;

/** Outcomes that may be different a little later, on the same card. */
const PASSING: ReadonlySet<Outcome> = new Set(['mute', 'card-error', 'store-error']);

/** What became of a visit. */
export interface Conclusion {
  readonly outcome: Outcome;
  readonly detail: string | null;
  /** Another visit may find something else a little later. */
  readonly passing: boolean;
}

/** Brings the tree in step with what visits yield, and names their outcomes. */
export class Conclusions {
  readonly #layers: CardLayers;
  readonly #seats: Seats;

  constructor(layers: CardLayers, seats: Seats) {
    this.#layers = layers;
    this.#seats = seats;
  }

  /** @param fault told of a fault of this program. */
  of(seat: Seat, visited: Visit, fault: (error: unknown) => void): Conclusion {
    const { identity, again, result } = visited;
    try {
      const [outcome, detail] =
        result.kind === 'layer'
          ? this.#install(seat, result.layer)
          : [result.outcome, result.detail];
      if (identity && detail !== DUPLICATE && visited.awaits === null) {
        this.#effect(seat, identity.id, outcome);
      }
      return { outcome, detail, passing: again || isPassing(outcome, detail) };
    } catch (error) {
      const outcome = 'store-error';
      if (error instanceof StoreError) return { outcome, detail: error.message, passing: true };
      fault(error);
      const detail = `a fault of this program: ${errorText(error)}`;
      return { outcome, detail, passing: true };
    }
  }

  #install(seat: Seat, layer: LayerInput): [Outcome, string | null] {
    const { id } = layer.origin;
    if (this.#layers.isHeld(id)) return [DISCARDED.outcome, DISCARDED.detail];
    const first = this.#seats.holder(id, seat);
    if (first?.backs && !this.#layers.isInForce(layer)) return ['rejected', DUPLICATE];
    const [outcome, detail] = this.#layers.install(layer, first?.reader ?? seat.reader);
    seat.backs = OUTCOMES[outcome].success;
    return [outcome, detail];
  }

  /** What becomes of the layer that the card already has: the right column of the table of outcomes. */
  #effect(seat: Seat, id: string, outcome: Outcome): void {
    if (this.#seats.holder(id, seat)?.backs) return;
    const { layer } = OUTCOMES[outcome];
    if (layer === 'unconfirmed') this.#layers.doubt(id);
    if (layer !== 'purged') return;
    seat.backs = false;
    this.#layers.purge([id], { reader: seat.reader });
  }
}

const isPassing = (outcome: Outcome, detail: string | null): boolean =>
  PASSING.has(outcome) || (outcome === 'pin-guarded' && detail === 'shared');
