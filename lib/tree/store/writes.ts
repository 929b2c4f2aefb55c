import { printable } from '../../text.js';
import { MAX_WRITES_A_LAYER } from '../bounds.js';
import { checkContent, type NodeContent } from '../check.js';
import { TreeError } from '../error.js';
import { PERMANENT_NODES } from '../permanent.js';
import { below, namesOf, parentOf, pathWithin, ROOT_URI } from '../uri.js';
import { CONTENT_COLUMNS, contentCells } from './nodes.js';
import { LOCAL_LAYER } from './origin.js';
import type { Cell, Sql } from './sql.js';
import type { ShownMo, View } from './view.js';

export type Writer = { readonly server: string } | { readonly client: true };

/** What is to change of a node; what is left out stays as it is. A new node is a `chr` leaf without a value unless something else is said. */
export type NodeChange = Partial<NodeContent>;

/** Where a written row belongs: `identity` is `''` and `path` runs from the root in the local layer. */
interface Place {
  readonly layer: number;
  readonly identity: string;
  readonly path: string;
}

/** Adds a node, or changes one. Who may is the caller's business. Throws `TreeError`. */
export function writeNode(sql: Sql, view: View, uri: string, change: NodeChange, by: Writer): void {
  namesOf(uri);
  const owner = view.owner(uri);
  const present = view.node(uri);
  if (present === undefined) {
    checkRoom(view, uri, change);
  }
  const place: Place =
    owner === null
      ? { layer: LOCAL_LAYER, identity: '', path: pathWithin(uri, ROOT_URI) ?? '' }
      : { layer: owner.mo.layer, identity: owner.mo.identity, path: owner.path };
  const stored = (owner?.mo.nodes ?? view.local).get(place.path);
  const content = {
    format: change.format ?? present?.format ?? 'chr',
    type: change.type !== undefined ? change.type : (present?.type ?? null),
    value: change.value !== undefined ? change.value : (stored?.value ?? null),
    acl: change.acl !== undefined ? change.acl : (present?.acl ?? null),
    title: change.title !== undefined ? change.title : (present?.title ?? null),
    ref: change.value !== undefined ? null : (stored?.ref ?? null),
  };
  checkContent(content, uri);
  if (present !== undefined && (present.format === 'node') !== (content.format === 'node')) {
    throw new TreeError(
      'format',
      `${printable(uri)} cannot turn from leaf to interior node or back`,
    );
  }
  putRow(sql, place, by, false, contentCells({ path: place.path, ...content }));
  checkCount(sql, place.layer);
}

/** Where a new node may not stand: below nothing, below a leaf, and as a leaf on the way to an object that was deleted but may come back. */
function checkRoom(view: View, uri: string, change: NodeChange): void {
  const parent = view.node(parentOf(uri));
  if (parent === undefined) {
    throw new TreeError('no-parent', `${printable(uri)} has no parent in the tree`);
  }
  const hides = [...view.mos.values()].some((mo) => mo.uri.startsWith(`${uri}/`));
  if (parent.format !== 'node' || (hides && change.format !== 'node')) {
    throw new TreeError(
      'parent-is-leaf',
      `${printable(uri)} would stand below a leaf, or be one with nodes below`,
    );
  }
}

/** Deletes a node with all below it: objects, parts of one, nodes of the local layer. Throws `TreeError`. */
export function deleteNode(sql: Sql, view: View, uri: string, by: Writer): void {
  namesOf(uri);
  if (PERMANENT_NODES.some((node) => below(ROOT_URI, node.path) === uri)) {
    throw new TreeError('permanent', `${printable(uri)} is always there`);
  }
  if (view.node(uri) === undefined) {
    throw new TreeError('not-found', `${printable(uri)} is not in the tree`);
  }
  const owner = view.owner(uri);
  if (owner !== null) {
    deleteInObject(sql, owner.mo, owner.path, by);
    return;
  }
  for (const mo of view.mos.values()) {
    if (pathWithin(mo.uri, uri) !== null) {
      deleteInObject(sql, mo, '', by);
    }
  }
  for (const path of view.local.keys()) {
    if (pathWithin(below(ROOT_URI, path), uri) !== null) {
      dropRow(sql, { layer: LOCAL_LAYER, identity: '', path });
    }
  }
}

function deleteInObject(sql: Sql, mo: ShownMo, top: string, by: Writer): void {
  const { layer, identity } = mo;
  const isBelow = (path: string) => top === '' || pathWithin(path, top) !== null;
  for (const path of [...mo.nodes.keys()].filter(isBelow)) {
    dropRow(sql, { layer, identity, path });
  }
  const installed = sql.all(
    'SELECT path FROM nodes WHERE layer = ? AND identity = ?',
    layer,
    identity,
  );
  for (const path of installed.map((row) => row.text('path')).filter(isBelow)) {
    putRow(sql, { layer, identity, path }, by, true, ['null', null, null, null, null, null, null]);
  }
  checkCount(sql, layer);
}

function putRow(sql: Sql, place: Place, by: Writer, deleted: boolean, content: Cell[]): void {
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

function dropRow(sql: Sql, { layer, identity, path }: Place): void {
  sql.run(
    'DELETE FROM writes WHERE layer = ? AND identity = ? AND path = ?',
    layer,
    identity,
    path,
  );
}

function checkCount(sql: Sql, layer: number): void {
  const count = sql.first('SELECT count(*) AS count FROM writes WHERE layer = ?', layer);
  if ((count?.int('count') ?? 0) > MAX_WRITES_A_LAYER) {
    throw new TreeError('bound', `expected at most ${MAX_WRITES_A_LAYER} writes in one layer`);
  }
}
