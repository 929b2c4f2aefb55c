import { searchDomains } from '../../lib/discovery/index.js';
import { given, textOf } from './given.js';
import { GIVEN } from './place.js';

const RESOLVER = '/etc/resolv.conf';

/** The domains to look in, in their order: the one that is configured; else those that DHCP gave; else those that the resolver searches. */
export function domainsOf(configured: string | undefined, text = textOf): readonly string[] {
  if (configured !== undefined) return [configured];
  const told = given(GIVEN, text);
  return told.length > 0 ? told : searchDomains(text(RESOLVER) ?? '');
}
