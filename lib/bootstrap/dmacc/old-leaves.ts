import { makeNode, type ScratchNode } from '../scratch.js';
import { interiorAt, type Tell } from './interior.js';

/** Where the leaves of an account of DM 1.1, which has no levels, stand in one of DM 1.2. */
const OLD_LEAVES: ReadonlyMap<string, readonly string[]> = new Map([
  ['ServerId', ['ServerID']],
  ['ConRef', ['PrefConRef']],
  ['AuthPref', ['AAuthPref']],
  ['Addr', ['AppAddr', '1', 'Addr']],
  ['AddrType', ['AppAddr', '1', 'AddrType']],
  ['PortNbr', ['AppAddr', '1', 'Port', '1', 'PortNbr']],
  ['UserName', ['AppAuth', 'Client', 'AAuthName']],
  ['ClientPW', ['AppAuth', 'Client', 'AAuthSecret']],
  ['ClientNonce', ['AppAuth', 'Client', 'AAuthData']],
  ['ServerPW', ['AppAuth', 'Server', 'AAuthSecret']],
  ['ServerNonce', ['AppAuth', 'Server', 'AAuthData']],
]);

/** Whose credentials they are. */
const LEVELS = { Client: 'CLCRED', Server: 'SRVCRED' } as const;

/** What clients and servers of DM 1.1 agree on where AuthPref names nothing else. */
const TYPE = 'DIGEST';

/** Puts what an account of DM 1.1 has where DM 1.2 has it, if there is nothing yet. */
export function liftOldLeaves(account: ScratchNode, warn: Tell): void {
  const entries = new Set<string>();
  for (const [oldName, path] of OLD_LEAVES) {
    const leaf = account.children.get(oldName);
    if (leaf === undefined || leaf.format === 'node') continue;
    const parent = interiorAt(account, path.slice(0, -1));
    const name = path.at(-1)!;
    if (parent === null || parent.children.has(name)) continue;
    account.children.delete(oldName);
    parent.children.set(name, leaf);
    if (path[0] === 'AppAuth') entries.add(path[1]!);
    warn([oldName], `as in DM 1.1; it is taken for ${path.join('/')}`);
  }
  const preferred = textAt(account, 'AAuthPref');
  const serverId = textAt(account, 'ServerID');
  for (const [name, level] of Object.entries(LEVELS)) {
    const entry = entries.has(name) ? interiorAt(account, ['AppAuth', name]) : null;
    if (entry === null) continue;
    fill(entry, 'AAuthLevel', level);
    fill(entry, 'AAuthType', preferred ?? TYPE);
    if (name === 'Server' && serverId !== null) fill(entry, 'AAuthName', serverId);
  }
}

function textAt(account: ScratchNode, name: string): string | null {
  const value = account.children.get(name)?.value;
  return typeof value === 'string' && value !== '' ? value : null;
}

function fill({ children }: ScratchNode, name: string, value: string): void {
  if (!children.has(name)) children.set(name, makeNode('chr', { value }));
}
