import { type BootstrapHosts, bootstrapHosts, serviceOf } from '../../lib/discovery/index.js';
import { lookUpFault } from './lines.js';
import type { DiscoveryOptions } from './options.js';

/** What a resolver says to a query that has no answer: the domain has no such servers. */
const NONE: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

/** The bootstrap servers of a domain as DNS has them; text where nobody could say: whose fault it is. */
export async function askDomain(
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
