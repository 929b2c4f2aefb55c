import type { ScratchNode } from './scratch.js';

/** Characters of a ServerID. */
const MAX_SERVER_ID = 255;
/** It stands in ACLs, where these would end it (dm account of OMA-TS-DM_StdObj-V1_2_1). */
const SERVER_ID = /^[^\s=&*+\p{C}]+$/u;

const APP_ID = 'w7';

/** An account, as far as it has to be known for 5.5.4. */
export interface DmAcc {
  readonly serverId: string;
  /** The values of `AppAddr/<X>/Addr`. */
  readonly addresses: readonly string[];
  /** Oddities that it may keep. */
  readonly warnings: readonly string[];
}

/** ServerID, or null where it is missing or cannot be one. */
export function serverIdOf(node: ScratchNode): string | null {
  const serverId = leafText(node, 'ServerID');
  return serverId !== null && serverId.length <= MAX_SERVER_ID && SERVER_ID.test(serverId)
    ? serverId
    : null;
}

/** The account that `node` is the root of, or what it lacks to be one. */
export function readDmAcc(node: ScratchNode): DmAcc | { readonly problem: string } {
  const serverId = serverIdOf(node);
  if (serverId === null) {
    const found = leafText(node, 'ServerID');
    return {
      problem:
        found === null || found === ''
          ? 'it has no ServerID'
          : 'its ServerID has white space, one of = & * +, or too many characters',
    };
  }
  const addresses = [...(node.children.get('AppAddr')?.children.values() ?? [])]
    .map((address) => leafText(address, 'Addr'))
    .filter((address): address is string => address !== null && address !== '');
  if (addresses.length === 0) return { problem: 'it has no AppAddr/<X>/Addr' };

  const appId = leafText(node, 'AppID');
  const warnings =
    appId === APP_ID ? [] : [`its AppID is ${appId === null ? 'missing' : `not ${APP_ID}`}`];
  return { serverId, addresses, warnings };
}

function leafText(node: ScratchNode, name: string): string | null {
  const value = node.children.get(name)?.value;
  return typeof value === 'string' ? value.trim() : null;
}
