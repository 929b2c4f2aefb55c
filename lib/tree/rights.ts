import { type Acl, type AclCommand, formatAcl, grants, parseAcl } from './acl.js';
import type { VisibleNode } from './model.js';
import { parentOf, ROOT_URI } from './uri.js';

/** What rights are judged by. */
export interface Judged {
  /** A node that is visible. */
  node(uri: string): Pick<VisibleNode, 'format' | 'acl'> | undefined;
  /** Whether a server that ACLs can name has an account that is visible. */
  hasAccount(serverId: string): boolean;
}

const NOTHING: Acl = new Map();

/**
 * The ACL in force at a URI: the node's own, or, where it has none, that of the nearest node above it that has one (OMA-TS-DM_TND-V1_2_1, ACL and inheritance).
 * One that cannot be read grants nothing.
 */
export function aclInForce(tree: Judged, uri: string): Acl {
  for (let at = uri; at !== ''; at = parentOf(at)) {
    const acl = tree.node(at)?.acl ?? null;
    if (acl !== null) {
      return parseAcl(acl) ?? NOTHING;
    }
  }
  return NOTHING;
}

/**
 * Whether the ACLs let a server do a command to a node. Add is a right on the parent; the others are rights on the node itself, and Delete takes the subtree whatever
 * the ACLs in it say. A server that has no account has no rights, not even those that `*` grants.
 */
export function can(tree: Judged, serverId: string, command: AclCommand, uri: string): boolean {
  const judged = command === 'Add' ? parentOf(uri) : uri;
  return tree.hasAccount(serverId) && grants(aclInForce(tree, judged), command, serverId);
}

/** Whether a server may change the ACL of a node: by a right to Replace the parent, or, of an interior node, the node itself. */
export function canReplaceAcl(tree: Judged, serverId: string, uri: string): boolean {
  const isInterior = tree.node(uri)?.format === 'node';
  return (
    (isInterior && can(tree, serverId, 'Replace', uri)) ||
    (uri !== ROOT_URI && can(tree, serverId, 'Replace', parentOf(uri)))
  );
}

/** The ACL of an interior node that a server adds: none, so that it inherits, unless the server could not Replace the parent. Then it is the server's own. */
export function aclOfAdded(tree: Judged, serverId: string, uri: string): string | null {
  return can(tree, serverId, 'Replace', parentOf(uri))
    ? null
    : formatAcl(
        new Map((['Add', 'Delete', 'Replace'] as const).map((word) => [word, new Set([serverId])])),
      );
}

/** Copy has no word of its own: it takes what the commands take that would do the same. */
export function canCopy(tree: Judged, serverId: string, source: string, target: string): boolean {
  const command = tree.node(target) === undefined ? 'Add' : 'Replace';
  return can(tree, serverId, 'Get', source) && can(tree, serverId, command, target);
}
