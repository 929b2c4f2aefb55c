import { MAX_WRITES_A_LAYER } from '../bounds.js';
import { TreeError } from '../error.js';
import { CONTENT_COLUMNS } from './nodes.js';
import type { Cell, Sql } from './sql.js';
import type { Writer } from './writes.js';

/** Where a written row belongs: `identity` is `''` and `path` runs from the root in the local layer. */
export interface Place {
  readonly layer: number;
  readonly identity: string;
  readonly path: string;
}

export function putRow(
  sql: Sql,
  place: Place,
  by: Writer,
  deleted: boolean,
  content: Cell[],
): void {
  sql.run(
    `INSERT OR REPLACE INTO writes (layer, identity, path, deleted, server, ${CONTENT_COLUMNS})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    place.layer,
    place.identity,
    place.path,
    deleted ? 1 : 0,
    'server' in by ? by.server : null,
    ...content,
  );
}

export function dropRow(sql: Sql, { layer, identity, path }: Place): void {
  sql.run(
    'DELETE FROM writes WHERE layer = ? AND identity = ? AND path = ?',
    layer,
    identity,
    path,
  );
}

/** Throws `TreeError` `full` where a layer has too many rows now. */
export function checkCount(sql: Sql, layer: number): void {
  const count = sql.first('SELECT count(*) AS count FROM writes WHERE layer = ?', layer);
  if ((count?.int('count') ?? 0) > MAX_WRITES_A_LAYER) {
    throw new TreeError('full', `expected at most ${MAX_WRITES_A_LAYER} writes in one layer`);
  }
}
