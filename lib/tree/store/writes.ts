import { printable } from '../../text.js';
import { normaliseAcl } from '../acl.js';
import { checkContent, type NodeContent } from '../check.js';
import { TreeError } from '../error.js';
import type { MoNode } from '../model.js';
import { aclOfAdded } from '../rights.js';
import { parentOf, pathWithin, ROOT_URI } from '../uri.js';
import { deleteNode } from './deletes.js';
import { LOCAL_LAYER } from './origin.js';
import { checkPermitted } from './permit.js';
import type { Tables } from './tables.js';
import type { View } from './view.js';
import { checkCount, type Place, putWrite } from './written.js';

/** In whose name something is written: that of a server, or of the local client. */
export type Writer = { readonly server: string } | { readonly client: true };

/**
 * What is to change of a node; what is left out stays as it is. A new node is a `chr` leaf without a value unless something else is said.
 * An ACL that is `''` or null inherits.
 */
export type NodeChange = Partial<NodeContent>;

/** The interior nodes that are missing above a node that a server is to add, topmost first. */
export function missingAbove(
  view: View,
  uri: string,
  change: NodeChange | 'delete',
  by: Writer,
): string[] {
  const missing: string[] = [];
  if (change !== 'delete' && 'server' in by) {
    for (let at = parentOf(uri); at !== '' && view.node(at) === undefined; at = parentOf(at)) {
      missing.unshift(at);
    }
  }
  return missing;
}

/** Adds, changes or deletes a node, if its writer may. Throws `TreeError`. */
export function write(
  tables: Tables,
  view: View,
  uri: string,
  change: NodeChange | 'delete',
  by: Writer,
): void {
  checkPermitted(view, uri, change, by);
  if (change === 'delete') {
    deleteNode(tables, view, uri, by);
  } else {
    putNode(tables, view, uri, change, by);
  }
}

function putNode(tables: Tables, view: View, uri: string, change: NodeChange, by: Writer): void {
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
    value:
      change.value !== undefined
        ? change.value
        : ((stored === undefined ? present?.value : stored.value) ?? null),
    acl: change.acl !== undefined ? aclIn(change.acl, uri) : (stored?.acl ?? null),
    title: change.title !== undefined ? change.title : (present?.title ?? null),
    ref: change.value !== undefined ? null : (stored?.ref ?? null),
  } satisfies Omit<MoNode, 'path'>;
  checkContent(content, uri);
  if (present !== undefined && (present.format === 'node') !== (content.format === 'node')) {
    throw new TreeError(
      'format',
      `${printable(uri)} cannot turn from leaf to interior node or back`,
    );
  }
  if (present === undefined && content.format === 'node' && 'server' in by) {
    content.acl ??= aclOfAdded(view, by.server, uri);
  }
  putWrite(tables, place, by, false, { path: place.path, ...content });
  checkCount(tables, place.layer);
}

function aclIn(text: string | null, uri: string): string | null {
  if (text === null || text === '') {
    return null;
  }
  const acl = normaliseAcl(text);
  if (acl === null) {
    throw new TreeError('bad-acl', `the ACL for ${printable(uri)} cannot be read`);
  }
  return acl;
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
