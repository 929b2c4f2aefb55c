import { errorText } from '../../lib/error.js';

/** Whose fault it is that a name cannot be looked up, by the code that the resolver has. */
const FAULTS: Readonly<Record<string, string>> = {
  ESERVFAIL: 'the DNS server, or the one that it asks, has trouble (SERVFAIL)',
  EREFUSED: 'the DNS server does not answer this machine (REFUSED)',
  ETIMEOUT: 'no DNS server answers in time: is the network there, and is /etc/resolv.conf right?',
  ECONNREFUSED: 'nobody answers where /etc/resolv.conf says that there is a DNS server',
};

/** Why nobody could say which servers a domain has. */
export function lookUpFault(domain: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return `the bootstrap servers of ${domain} cannot be looked up: ${FAULTS[code] ?? errorText(error)}`;
}

/** @param strangers hosts outside of the domain, at least one. */
export const outside = (domain: string, strangers: readonly string[]): string =>
  `DNS names ${strangers.join(', ')} as bootstrap server of ${domain}, outside of that domain: not asked, for the record is wrong or forged`;

/** That a server forbids it (6.3). */
export const INHIBITED = 'BootSrvDiscovery is 0: no server is looked for';

/** That no domain has a server that may be asked. */
export function none(domains: readonly string[], strangers: readonly string[]): string {
  const all = domains.join(', ');
  if (strangers.length > 0) return outside(all, strangers);
  return domains.length > 0
    ? `DNS says that there are no bootstrap servers in ${all}`
    : 'no domain is known to look for bootstrap servers in: none is configured, and neither DHCP nor /etc/resolv.conf names one';
}
