import { MAX_SIGHTINGS } from '../bounds.js';
import type { Origin } from '../model.js';
import type { Sql } from './sql.js';

/** Notes that a card was seen in a reader. Of cards without a layer only the latest `MAX_SIGHTINGS` are kept. */
export function noteSighting(sql: Sql, identity: string, reader: string): void {
  if (lastReader(sql, identity) === reader) {
    return;
  }
  sql.run(
    'INSERT OR REPLACE INTO sightings (identity, reader, held) VALUES (?, ?, 0)',
    identity,
    reader,
  );
  sql.run(
    `DELETE FROM sightings WHERE ordinal <= (SELECT max(ordinal) FROM sightings) - ?
     AND identity NOT IN (SELECT id FROM layers WHERE kind = 'smartcard')`,
    MAX_SIGHTINGS,
  );
}

export const lastReader = (sql: Sql, identity: string): string | null =>
  sql.first('SELECT reader FROM sightings WHERE identity = ?', identity)?.text('reader') ?? null;

/** The cards that have a layer and were last seen in this reader, those that came later after those that came before. */
export const cardsLastSeenIn = (sql: Sql, reader: string): string[] =>
  sql
    .all(
      `SELECT id FROM sightings JOIN layers ON kind = 'smartcard' AND id = identity
       WHERE reader = ? ORDER BY ordinal`,
      reader,
    )
    .map((row) => row.text('id'));

/** What an origin is called where it is held back: a card by its identity alone. */
export const heldName = ({ kind, id }: Origin): string =>
  kind === 'smartcard' ? id : `${kind}:${id}`;

/** Holds back what an origin brings, be it a card that was sighted or no card at all. */
export function hold(sql: Sql, origin: Origin): void {
  const name = heldName(origin);
  if (origin.kind !== 'smartcard') noteSighting(sql, name, '');
  setHeld(sql, name, true);
}

/** Holds back what a card brings, or no longer does. A card that was never sighted cannot be held. */
export function setHeld(sql: Sql, identity: string, held: boolean): void {
  sql.run('UPDATE sightings SET held = ? WHERE identity = ?', held ? 1 : 0, identity);
}

export const isHeld = (sql: Sql, identity: string): boolean =>
  sql.first('SELECT held FROM sightings WHERE identity = ?', identity)?.flag('held') ?? false;
