import { MAX_SIGHTINGS } from '../bounds.js';
import type { Origin } from '../model.js';
import { idsOf } from './layers.js';
import type { SightingRow } from './rows.js';
import type { Tables } from './tables.js';

const inOrder = (tables: Tables): SightingRow[] =>
  tables.sightings.rows().sort((a, b) => a.ordinal - b.ordinal);

/** Notes that a card was seen in a reader. Of cards without a layer only the latest `MAX_SIGHTINGS` are kept. */
export function noteSighting(tables: Tables, card: string, place: string): void {
  const identity = card.toWellFormed();
  const reader = place.toWellFormed();
  const { sightings } = tables;
  if (sightings.get(identity)?.reader === reader) return;
  const ordinal = tables.next('sightings');
  sightings.set(identity, { identity, ordinal, reader, held: false });
  if (sightings.size <= MAX_SIGHTINGS) return;
  const cards = new Set(idsOf(tables, 'smartcard'));
  for (const old of sightings.rows()) {
    if (old.ordinal <= ordinal - MAX_SIGHTINGS && !cards.has(old.identity)) {
      sightings.delete(old.identity);
    }
  }
}

const sightingOf = (tables: Tables, identity: string): SightingRow | undefined =>
  tables.sightings.get(identity.toWellFormed());

export const lastReader = (tables: Tables, identity: string): string | null =>
  sightingOf(tables, identity)?.reader ?? null;

/** The cards that have a layer and were last seen in this reader, those that came later after those that came before. */
export function cardsLastSeenIn(tables: Tables, reader: string): string[] {
  const cards = new Set(idsOf(tables, 'smartcard'));
  return inOrder(tables).flatMap((one) =>
    one.reader === reader.toWellFormed() && cards.has(one.identity) ? one.identity : [],
  );
}

/** What an origin is called where it is held back: a card by its identity alone. */
export const heldName = ({ kind, id }: Origin): string =>
  kind === 'smartcard' ? id : `${kind}:${id}`;

/** Holds back what an origin brings, be it a card that was sighted or no card at all. */
export function hold(tables: Tables, origin: Origin): void {
  const name = heldName(origin);
  if (origin.kind !== 'smartcard') noteSighting(tables, name, '');
  setHeld(tables, name, true);
}

/** Holds back what a card brings, or no longer does. A card that was never sighted cannot be held. */
export function setHeld(tables: Tables, identity: string, held: boolean): void {
  const present = sightingOf(tables, identity);
  if (present !== undefined) tables.sightings.set(present.identity, { ...present, held });
}

export const isHeld = (tables: Tables, identity: string): boolean =>
  sightingOf(tables, identity)?.held ?? false;
