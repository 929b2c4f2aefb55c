import { printable } from '../../text.js';
import { TreeError } from '../error.js';
import { below, pathWithin, ROOT_URI } from '../uri.js';
import { LOCAL_LAYER } from './origin.js';
import { checkCount, dropRow, putRow } from './rows.js';
import type { Sql } from './sql.js';
import type { ShownMo, View } from './view.js';
import type { Writer } from './writes.js';

/** Deletes a node with all below it: objects, parts of one, nodes of the local layer. No permanent node has the access type Delete. Throws `TreeError`. */
export function deleteNode(sql: Sql, view: View, uri: string, by: Writer): void {
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
