import { printable } from '../../text.js';
import { TreeError } from '../error.js';
import { interior } from '../interior.js';
import type { MoNode } from '../model.js';
import { below, pathWithin, ROOT_URI } from '../uri.js';
import { LOCAL_LAYER } from './origin.js';
import { objectKey } from './rows.js';
import type { Tables } from './tables.js';
import type { ShownMo, View } from './view.js';
import type { Writer } from './writes.js';
import { checkCount, dropWrite, putWrite } from './written.js';

/** What is kept of a node that was deleted. */
const TOMBSTONE: MoNode = { ...interior(''), format: 'null' };

/** Deletes a node with all below it: objects, parts of one, nodes of the local layer. No permanent node has the access type Delete. Throws `TreeError`. */
export function deleteNode(tables: Tables, view: View, uri: string, by: Writer): void {
  if (view.node(uri) === undefined) {
    throw new TreeError('not-found', `${printable(uri)} is not in the tree`);
  }
  const owner = view.owner(uri);
  if (owner !== null) {
    deleteInObject(tables, owner.mo, owner.path, by);
    return;
  }
  for (const mo of view.mos.values()) {
    if (pathWithin(mo.uri, uri) !== null) {
      deleteInObject(tables, mo, '', by);
    }
  }
  for (const path of view.local.keys()) {
    if (pathWithin(below(ROOT_URI, path), uri) !== null) {
      dropWrite(tables, { layer: LOCAL_LAYER, identity: '', path });
    }
  }
}

function deleteInObject(tables: Tables, mo: ShownMo, top: string, by: Writer): void {
  const { layer, identity } = mo;
  const isBelow = (path: string) => top === '' || pathWithin(path, top) !== null;
  for (const path of [...mo.nodes.keys()].filter(isBelow)) {
    dropWrite(tables, { layer, identity, path });
  }
  for (const { path } of tables.objects.get(objectKey(layer, identity))?.nodes ?? []) {
    if (isBelow(path)) putWrite(tables, { layer, identity, path }, by, true, TOMBSTONE);
  }
  checkCount(tables, layer);
}
