import { isServerId } from '../../tree/acl.js';
import type { ScratchNode } from '../scratch.js';

/** Its name in DM 1.2, and in DM 1.1. */
const NAMES = ['ServerID', 'ServerId'];

/** What has to be known of an account for 5.5.4. */
export interface DmAcc {
  readonly serverId: string;
  /** The values of `AppAddr/<X>/Addr`; at least one. */
  readonly addresses: readonly string[];
}

/** ServerID, or null where it is missing or cannot be one. */
export function serverIdOf(node: ScratchNode): string | null {
  const serverId = NAMES.map((name) => leafText(node, name)).find((text) => text !== '') ?? '';
  return isServerId(serverId) ? serverId : null;
}

/** The account that a node in the shape of DM 1.2 is the root of, or what it lacks to be one. */
export function checkDmAcc(node: ScratchNode): DmAcc | { readonly problem: string } {
  const serverId = serverIdOf(node);
  if (serverId === null) {
    return {
      problem:
        leafText(node, 'ServerID') === ''
          ? 'it has no ServerID'
          : 'its ServerID is reserved, or has white space, one of = & * +, or too many characters',
    };
  }
  const addresses = [...(node.children.get('AppAddr')?.children.values() ?? [])]
    .map((address) => leafText(address, 'Addr'))
    .filter((address) => address !== '');
  return addresses.length > 0 ? { serverId, addresses } : { problem: 'it has no AppAddr/<X>/Addr' };
}

function leafText(node: ScratchNode, name: string): string {
  const value = node.children.get(name)?.value;
  return typeof value === 'string' ? value.trim() : '';
}
