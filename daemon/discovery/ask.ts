import { type BootstrapHosts, bootstrapHosts, serviceOf } from '../../lib/discovery/index.js';
import { lookUpFault } from './lines.js';
import type { DiscoveryOptions } from './options.js';

/** What a resolver says to a query that has no answer: the domain has no such servers. */
const NONE: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

/** A domain that could not be looked up, and whose fault that is. */
export type Fault = readonly [domain: string, line: string];

export interface Found extends BootstrapHosts {
  readonly domain: string;
}

interface Answers {
  /** The first domain that has servers, or null. */
  readonly first: Found | null;
  readonly faults: readonly Fault[];
  /** Where no domain has servers: whom DNS names outside of them. */
  readonly strangers: readonly string[];
}

/**
 * Asks for domains one after the other until one has servers. What brought something is not given up for a later domain because DNS fails.
 *
 * @returns null where it is over before it ends.
 */
export async function askDomains(
  domains: readonly string[],
  options: Pick<DiscoveryOptions, 'lookUp' | 'random'>,
  { isOver, brought }: { isOver(): boolean; brought(domain: string): boolean },
): Promise<Answers | null> {
  const faults: Fault[] = [];
  const strangers: string[] = [];
  for (const domain of domains) {
    const answer = await askDomain(domain, options);
    if (isOver()) return null;
    if (typeof answer === 'string') {
      faults.push([domain, answer]);
      if (brought(domain)) break;
    } else if (answer.hosts.length > 0) return { first: { domain, ...answer }, faults, strangers };
    else strangers.push(...answer.strangers);
  }
  return { first: null, faults, strangers };
}

/** The bootstrap servers of a domain as DNS has them; text where nobody could say: whose fault it is. */
async function askDomain(
  domain: string,
  { lookUp, random }: Pick<DiscoveryOptions, 'lookUp' | 'random'>,
): Promise<BootstrapHosts | string> {
  try {
    return bootstrapHosts(await lookUp(serviceOf(domain)), domain, random);
  } catch (error) {
    if (error instanceof Error && 'code' in error && NONE.has(error.code)) {
      return { hosts: [], strangers: [] };
    }
    return lookUpFault(domain, error);
  }
}
