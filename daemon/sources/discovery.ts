import { Resolver } from 'node:dns/promises';
import type { Desk } from '../../lib/source/index.js';
import type { Origin, Store } from '../../lib/tree/index.js';
import type { Config } from '../config/schema.js';
import { Discovery } from '../discovery/discovery.js';
import { domainsOf } from '../discovery/domains.js';
import { isDiscovered } from '../discovery/origin.js';
import type { Log } from '../log.js';
import { isOnline } from '../session/network.js';
import { originField } from '../stay-log.js';
import { anchorsOf } from './anchors.js';

/** Milliseconds for an answer, and how often it is waited for. */
const PATIENCE = { timeout: 2_000, tries: 2 };

/** What looks for servers in the domain of this machine; null where that is not configured. */
export function discoveryOf(
  { discovery, https }: Config,
  { store, log, desk }: { readonly store: Store; readonly log: Log; readonly desk: Desk },
  changed: () => void,
): Discovery | null {
  if (!discovery.enabled) return null;
  const known = (): Origin[] => desk.known('https').filter(isDiscovered);
  return new Discovery({
    trust: { anchors: anchorsOf(discovery.ca), pins: discovery.pins },
    domain: discovery.domain ?? null,
    interval: https.interval,
    domains: () => domainsOf(discovery.domain),
    isAllowed: () => store.bootstrapConfig().discovery,
    // A resolver reads its configuration when it is made.
    lookUp: (service) => new Resolver(PATIENCE).resolveSrv(service),
    isOnline,
    changed,
    places: known,
    forget: (origin) => desk.forget(origin),
    inForce: () => known().filter((origin) => desk.isInForce(origin)),
    found: (origin, outcome, detail, next) => desk.found(origin, outcome, detail, next),
    told(level, line, origin, next) {
      log[level](line, {
        ...(origin !== null && { origin: originField(origin) }),
        ...(next !== null && { next: `${Math.ceil(next / 1000)}s` }),
      });
    },
    random: Math.random,
  });
}
