import { BOOTSTRAP_CONFIG } from '../tree/bootstrap-config.js';
import { parseIdentifier } from './identifier.js';
import { KNOWN_MOS, MAJOR } from './known-mos.js';
import { PLACES } from './places.js';
import type { Placement } from './report.js';
import type { ScratchNode } from './scratch.js';

/**
 * What an interior node is the root of, if its type or its place says so: `other` is an object of another kind,
 * `unsupported` one that this client cannot take, null a node that is no object.
 */
export function kindOf(
  node: ScratchNode,
  place: readonly string[],
): Placement['kind'] | 'unsupported' | null {
  const byType = kindByType(node);
  if (byType !== null && byType !== 'other') return byType;
  // Of what a message puts nothing into there is none.
  if (place.length === 1 && place[0] === BOOTSTRAP_CONFIG.name && node.children.size > 0) {
    return 'config';
  }
  return PLACES.get(place.slice(0, -1).join('/')) ?? byType;
}

function kindByType(node: ScratchNode): ReturnType<typeof kindOf> {
  if (node.type === null) return null;
  const { stem, major } = parseIdentifier(node.type);
  const known = KNOWN_MOS.get(stem);
  if (known === undefined) return 'other';
  if (known.kind === 'device' || major !== MAJOR) return 'unsupported';
  if (known.kind !== 'conn') return known.kind;
  return idOf(node, 'proxy') !== null && idOf(node, 'nap') === null ? 'proxy' : 'nap';
}

/** NapId or ProxyId, in the spelling of either branch of the standard (`NAPID`, `PROXYID`), or null where it is missing or empty. */
export function idOf(node: ScratchNode, kind: 'nap' | 'proxy'): string | null {
  for (const [name, { value }] of node.children) {
    if (name.toLowerCase() === `${kind}id` && typeof value === 'string' && value.trim() !== '') {
      return value.trim();
    }
  }
  return null;
}
