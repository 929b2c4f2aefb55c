import { domainOf } from './domain.js';

/** As many as the C library takes (resolv.conf(5)). */
const MAX_DOMAINS = 6;

/** The domains that a resolver's configuration searches, in its order; the last line that names any counts (resolv.conf(5)). */
export function searchDomains(resolvConf: string): readonly string[] {
  let domains: readonly string[] = [];
  for (const line of resolvConf.split('\n')) {
    const [keyword, ...names] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    if (keyword === 'search') domains = names;
    if (keyword === 'domain') domains = names.slice(0, 1);
  }
  const known = domains.map(domainOf).filter((domain) => domain !== null);
  return [...new Set(known)].slice(0, MAX_DOMAINS);
}
