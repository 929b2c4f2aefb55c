/** The options of DHCP that name a domain, in the order in which they count (Appendix E, 1 and 2). */
export const SOURCES = ['fqdn', 'access'] as const;
export type DomainSource = (typeof SOURCES)[number];

/**
 * Where DHCP's scripts leave the domains, a file a source: it stands whether the daemon runs or not, only root writes there, and
 * what a network said is forgotten with the next start of the machine.
 */
export const GIVEN = '/run/dmbootd-discovery';
