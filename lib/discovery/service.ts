import { domainOf, isWithin } from './domain.js';

/** A record of RFC 2782, as a resolver gives it. */
export interface ServiceRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly name: string;
}

/** A host that offers bootstrap messages. */
export interface BootstrapHost {
  readonly host: string;
  readonly port: number;
}

/** What becomes of the answer to a query for bootstrap servers. */
export interface BootstrapHosts {
  /** In the order in which they are to be asked. */
  readonly hosts: readonly BootstrapHost[];
  /** Names that stand outside of the domain, as far as they are names: they are not asked. */
  readonly strangers: readonly string[];
}

/** More than this are not asked: each may take as long as a server may. */
export const MAX_HOSTS = 8;

/** What is asked for in a domain (Appendix E). */
export const serviceOf = (domain: string): string => `_omadm-bootstrap._tcp.${domain}`;

/**
 * Which hosts to ask, and in which order: by priority, and among equals by chance and weight (RFC 2782).
 * A target outside of the domain is a stranger: an answer that was forged would name one, and its own certificate would be good.
 *
 * @param random as `Math.random`.
 */
export function bootstrapHosts(
  records: readonly ServiceRecord[],
  domain: string,
  random: () => number,
): BootstrapHosts {
  const hosts: BootstrapHost[] = [];
  const strangers: string[] = [];
  for (const { name, port } of ordered(records, random)) {
    const host = domainOf(name);
    if (host === null || port === 0) continue;
    if (isWithin(host, domain)) hosts.push({ host, port });
    else strangers.push(host);
  }
  return { hosts: hosts.slice(0, MAX_HOSTS), strangers: strangers.slice(0, MAX_HOSTS) };
}

function ordered(records: readonly ServiceRecord[], random: () => number): ServiceRecord[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b);
  return priorities.flatMap((priority) =>
    drawn(
      records.filter((record) => record.priority === priority),
      random,
    ),
  );
}

/** Those of weight 0 stand first when lots are drawn, so that they have next to no chance beside others (RFC 2782, "Weight"). */
function drawn(records: readonly ServiceRecord[], random: () => number): ServiceRecord[] {
  const left = [...records].sort((a, b) => a.weight - b.weight);
  const order: ServiceRecord[] = [];
  while (left.length > 0) {
    const sum = left.reduce((total, { weight }) => total + weight, 0);
    let lot = Math.floor(random() * (sum + 1));
    const at = left.findIndex(({ weight }) => {
      lot -= weight;
      return lot <= 0;
    });
    order.push(...left.splice(at, 1));
  }
  return order;
}
