import { BOOTSTRAP_CONFIG } from '../tree/bootstrap-config.js';
import { dmAccIdentity, moIdentity, napIdentity, proxyIdentity } from '../tree/identity.js';
import type { Origin } from '../tree/model.js';
import { serverIdOf } from './dmacc/index.js';
import { type Found, findObjects } from './find.js';
import { type MoIdentifier, parseIdentifier } from './identifier.js';
import { STANDARD_IDS } from './known-mos.js';
import { idOf } from './objects.js';
import type { Scratch } from './scratch.js';

/** Who an object says that it is; null of an account without a usable ServerID, and of an access point or proxy without an id. */
export function identityOf({ kind, node, path, tray }: Found, origin: Origin): string | null {
  switch (kind) {
    case 'dmacc': {
      const serverId = serverIdOf(node);
      return serverId === null ? null : dmAccIdentity(serverId);
    }
    case 'nap': {
      const id = idOf(node, kind);
      return id === null ? null : napIdentity(origin, id);
    }
    case 'proxy': {
      const id = idOf(node, kind);
      return id === null ? null : proxyIdentity(origin, id);
    }
    case 'config':
      return BOOTSTRAP_CONFIG.identity;
    case 'other':
      return moIdentity(
        node.format === 'node' ? node.type : null,
        tray === null ? path.join('/') : (path.at(-1) ?? ''),
      );
  }
}

/** Who an access point or proxy without an id is: its name behind a `/`, which no id has, as ids are encoded. */
export function namelessIdentity({ kind, path }: Found, origin: Origin): string {
  const none = kind === 'proxy' ? proxyIdentity(origin, '') : napIdentity(origin, '');
  return `${none}/${encodeURIComponent(path.at(-1) ?? '')}`;
}

/** What an object is, and in which version: what stands in a place for accounts need not say it. */
export const identifierOf = ({ kind, node }: Found): MoIdentifier =>
  parseIdentifier(node.type ?? (kind === 'other' ? '' : STANDARD_IDS[kind]));

/** True where two objects say that they are the same one, unless they are of different versions, of which one is used (5.5.5). */
export function hasObjectTwice(scratch: Scratch, origin: Origin): boolean {
  const stems = new Map<string, string>();
  const seen = new Set<string>();
  return findObjects(scratch).some((object) => {
    const identity = isKnown(object) ? identityOf(object, origin) : null;
    if (identity === null) return false;
    const { stem, major, minor } = identifierOf(object);
    const version = `${major}.${minor} ${identity}`;
    if (seen.has(version) || (stems.get(identity) ?? stem) !== stem) return true;
    stems.set(identity, stem);
    seen.add(version);
    return false;
  });
}

/** False of what is an object but by its URI. */
const isKnown = ({ kind, node }: Found): boolean => kind !== 'other' || node.type !== null;
