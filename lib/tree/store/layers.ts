import type {
  LayerInput,
  LayerReport,
  LayerSummary,
  Mo,
  MoNode,
  Origin,
  OriginKind,
} from '../model.js';
import { putDocuments, readReports, readSummaries } from './documents.js';
import { CONTENT_COLUMNS, contentCells, nodeOf } from './nodes.js';
import { LOCAL_LAYER, originOf } from './origin.js';
import { type Cell, type Row, type Sql, wellFormed } from './sql.js';

const NODE_COLUMNS = ['layer', 'identity', 'path', 'ordinal', ...CONTENT_COLUMNS.split(', ')];

const SUMMARY = 'sequence, kind, id, confirmed';

export const readLayers = (sql: Sql): LayerSummary[] =>
  sql
    .all(`SELECT ${SUMMARY} FROM layers WHERE sequence > ${LOCAL_LAYER} ORDER BY sequence`)
    .map((row) => ({ ...layerOf(row), documents: readSummaries(sql, row.int('sequence')) }));

export const countLayers = (sql: Sql): number =>
  sql.first(`SELECT count(*) AS count FROM layers WHERE sequence > ${LOCAL_LAYER}`)?.int('count') ??
  0;

/** What the origins of a kind that have a layer call themselves, by sequence number. */
export const readIdsOf = (sql: Sql, kind: OriginKind): string[] =>
  sql
    .all('SELECT id FROM layers WHERE kind = ? ORDER BY sequence', kind)
    .map((row) => row.text('id'));

/** The layer of an origin with its reports, or null; the local layer is none. */
export function readLayer(sql: Sql, { kind, id }: Origin): LayerReport | null {
  const row = sql.first(
    `SELECT ${SUMMARY} FROM layers WHERE kind = ? AND id = ? AND sequence > ${LOCAL_LAYER}`,
    kind,
    id,
  );
  return row === null
    ? null
    : { ...layerOf(row), documents: readReports(sql, row.int('sequence')) };
}

const layerOf = (row: Row): Omit<LayerSummary, 'documents'> => ({
  origin: originOf(row),
  sequence: row.int('sequence'),
  confirmed: row.flag('confirmed'),
});

/** Makes a layer without objects, or gives the one that the origin has other documents. Returns its sequence number. */
export function putLayer(sql: Sql, { origin: { kind, id }, documents }: LayerInput): number {
  const row = sql.first(
    `INSERT INTO layers (kind, id, confirmed) VALUES (?, ?, 1)
     ON CONFLICT (kind, id) DO UPDATE SET confirmed = 1 RETURNING sequence`,
    kind,
    id,
  );
  const layer = row?.int('sequence') ?? LOCAL_LAYER;
  putDocuments(sql, layer, documents);
  return layer;
}

/** Drops the layer of an origin with all its rows. False where there is none. */
export const dropLayer = (sql: Sql, { kind, id }: Origin): boolean =>
  sql.run('DELETE FROM layers WHERE kind = ? AND id = ?', kind, id) > 0;

/** The objects of a layer as installed, by identity. */
export function readObjects(sql: Sql, layer: number): Map<string, MoNode[]> {
  const objects = new Map<string, MoNode[]>();
  for (const row of sql.all(
    'SELECT * FROM nodes WHERE layer = ? ORDER BY identity, ordinal',
    layer,
  )) {
    const identity = row.text('identity');
    const nodes = objects.get(identity);
    if (nodes === undefined) {
      objects.set(identity, [nodeOf(row)]);
    } else {
      nodes.push(nodeOf(row));
    }
  }
  return objects;
}

/** Drops one object of a layer, and what was written in it. */
export function dropObject(sql: Sql, layer: number, identity: string): void {
  for (const table of ['nodes', 'writes']) {
    sql.run(`DELETE FROM ${table} WHERE layer = ? AND identity = ?`, layer, identity);
  }
}

const inserts = new Map<number, string>();

/** The statement for the cells that have a value. */
function insertOf(cells: readonly Cell[]): string {
  const shape = cells.reduce<number>(
    (bits, cell, at) => (cell === null ? bits : bits | (1 << at)),
    0,
  );
  let statement = inserts.get(shape);
  if (statement === undefined) {
    const given = NODE_COLUMNS.filter((_, at) => cells[at] !== null);
    const marks = given.map(() => '?').join(', ');
    statement = `INSERT INTO nodes (${given.join(', ')}) VALUES (${marks})`;
    inserts.set(shape, statement);
  }
  return statement;
}

/** Cells without a value are left out: most nodes have few, and each costs as much as one with a value. */
export function putObject(sql: Sql, layer: number, mo: Mo): void {
  mo.nodes.forEach((node, ordinal) => {
    const cells: Cell[] = [layer, mo.identity, node.path, ordinal, ...contentCells(node)];
    sql.run(insertOf(cells), ...cells.filter((cell) => cell !== null));
  });
}

/** Forgets URI and account id of every object that no layer holds any more, but for those in `but`. */
export function dropOrphans(sql: Sql, but: ReadonlySet<string>): void {
  sql.run(
    `DELETE FROM identities WHERE identity NOT IN (SELECT identity FROM nodes)
     AND identity NOT IN (SELECT value FROM json_each(?))`,
    JSON.stringify([...but].map(wellFormed)),
  );
}
