import { printable } from '../../text.js';
import type { AclCommand } from '../acl.js';
import { describedAt } from '../ddf/lookup.js';
import { TreeError } from '../error.js';
import { can, canReplaceAcl } from '../rights.js';
import type { View } from './view.js';
import type { NodeChange, Writer } from './writes.js';

/** Nonces: the one thing that the local client keeps up in an account. */
const AAUTH_DATA = /^AppAuth\/[^/]+\/AAuthData$/;

/**
 * Throws `TreeError` where a change is not one that its writer may make: `denied` where the ACLs, or the rule for the local client, stand against it,
 * `access-type` where the DDF has no such command for the node, `format` where it has the node in another format, or with other values.
 */
export function checkPermitted(
  view: View,
  uri: string,
  change: NodeChange | 'delete',
  by: Writer,
): void {
  if ('client' in by) {
    checkUpkeep(view, uri, change);
  } else if (change === 'delete') {
    checkRight(view, by.server, 'Delete', uri);
    checkAccessType('Delete', uri);
  } else if (view.node(uri) === undefined) {
    checkRight(view, by.server, 'Add', uri);
    checkAccessType('Add', uri);
  } else {
    checkReplace(view, uri, change, by.server);
  }
  if (change !== 'delete') {
    checkFormat(view, uri, change);
  }
}

/** A title is a property, which the ACL guards and no access type. */
function checkReplace(view: View, uri: string, { acl, ...rest }: NodeChange, server: string): void {
  if (acl !== undefined && !canReplaceAcl(view, server, uri)) {
    throw denied(server, 'Replace the ACL of', uri);
  }
  const { title: _, ...content } = rest;
  if (acl === undefined || Object.keys(rest).length > 0) {
    checkRight(view, server, 'Replace', uri);
  }
  if (Object.keys(content).length > 0) {
    checkAccessType('Replace', uri);
  }
}

function checkUpkeep(view: View, uri: string, change: NodeChange | 'delete'): void {
  const owner = view.owner(uri);
  const isNonce = owner !== null && owner.mo.accountId !== null && AAUTH_DATA.test(owner.path);
  const isValue =
    change !== 'delete' &&
    Object.keys(change).every((part) => part === 'value' || part === 'format');
  if (!isNonce || !isValue) {
    throw new TreeError(
      'denied',
      `the client may write the value of AppAuth/<X>/AAuthData of an account and nothing else: not ${printable(uri)}`,
    );
  }
}

function checkRight(view: View, server: string, command: AclCommand, uri: string): void {
  if (!can(view, server, command, uri)) {
    throw denied(server, command, uri);
  }
}

function checkAccessType(command: AclCommand, uri: string): void {
  if (!describedAt(uri).access.includes(command)) {
    throw new TreeError('access-type', `there is no ${command} for ${printable(uri)}`);
  }
}

function checkFormat(view: View, uri: string, { format, value }: NodeChange): void {
  const { format: described, value: rule } = describedAt(uri);
  const wanted = format ?? (view.node(uri) === undefined ? 'chr' : described);
  if (described !== null && wanted !== described) {
    throw new TreeError('format', `expected format ${described} at ${printable(uri)}`);
  }
  if (rule !== null && typeof value === 'string' && !rule[0].test(value)) {
    throw new TreeError('format', `expected ${rule[1]} at ${printable(uri)}`);
  }
}

const denied = (server: string, command: string, uri: string): TreeError =>
  new TreeError('denied', `${printable(server)} may not ${command} ${printable(uri)}`);
