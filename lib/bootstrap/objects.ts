import { PLACES } from './places.js';
import type { ScratchNode } from './scratch.js';

/** `urn:oma:mo:NAME:MAJOR.MINOR`, as the registry of OMNA writes management object identifiers. */
const IDENTIFIER = /^urn:oma:mo:([\w.-]+):(\d+)\.(\d+)$/;

/** `conn`: the old connectivity object, which is an access point or a proxy. `device`: about the device itself, and nobody's to install. */
type Known = 'dmacc' | 'nap' | 'proxy' | 'conn' | 'device';

const NAMES: Readonly<Record<string, Known>> = {
  'oma-dm-dmacc': 'dmacc',
  'oma-dm-inbox': 'device',
  'oma-dm-devinfo': 'device',
  'oma-dm-devdetail': 'device',
  'oma-connmo-nap': 'nap',
  'oma-connmo-3gppcs': 'nap',
  'oma-connmo-3gppps': 'nap',
  'oma-connmo-cdma': 'nap',
  'oma-connmo-eap': 'nap',
  'oma-connmo-wlan': 'nap',
  'oma-connmo-proxy': 'proxy',
  'oma-connmo-http': 'proxy',
  'oma-connmo-wap': 'proxy',
};

/** Identifiers of the example in 5.5.5. */
const OLD_NAMES: Readonly<Record<string, Known>> = {
  'org.openmobilealliance/1.0/w7': 'dmacc',
  'org.openmobilealliance/1.0/ConnMO': 'conn',
};

const MAJOR = 1;

/** The identifier of an account that stands below `./DMAcc` and names none. */
export const DMACC_ID = 'urn:oma:mo:oma-dm-dmacc:1.0';

/**
 * What an interior node is the root of, if its type or its place says so: `other` is an object of another kind,
 * `unsupported` one that this client cannot take, null a node that is no object.
 */
export function kindOf(
  node: ScratchNode,
  place: readonly string[],
): 'dmacc' | 'nap' | 'proxy' | 'other' | 'unsupported' | null {
  const byType = kindByType(node);
  if (byType !== null && byType !== 'other') return byType;
  const above = place.length === 2 ? place[0] : undefined;
  return (above !== undefined && PLACES[above]) || byType;
}

function kindByType(node: ScratchNode): ReturnType<typeof kindOf> {
  if (node.type === null) return null;
  const parts = IDENTIFIER.exec(node.type);
  const known = parts ? NAMES[parts[1]!] : OLD_NAMES[node.type];
  if (known === undefined) return 'other';
  if (known === 'device' || (parts && Number(parts[2]) !== MAJOR)) return 'unsupported';
  if (known !== 'conn') return known;
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
