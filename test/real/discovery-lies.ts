import { type BootstrapServer, status } from '../support/bootstrap-server.js';
import type { Authority } from '../support/certificates.js';
import type { Dns } from '../support/dns.js';

export const DOMAIN = 'operator.example';
export const HOST = `boot.${DOMAIN}`;
export const SERVICE = `_omadm-bootstrap._tcp.${DOMAIN}`;
/** Whoever is on the network besides. */
export const STRANGER = 'stranger.example';

/** The record that names a bootstrap server of the domain, and where that is. */
export const named = (port: number, host = HOST): string =>
  `srv-host=${SERVICE},${host},${port},1,0`;
export const AT = `address=/${HOST}/127.0.0.1`;

/** Who can be made to say what is wrong. */
interface Lied {
  readonly dns: Dns;
  readonly server: BootstrapServer;
  readonly authority: Authority;
}

export interface Lie {
  readonly what: string;
  wrongly(lied: Lied): unknown;
  /** The line where nothing came before; where it does not say that it stays, it is the same then. */
  readonly line: string;
  readonly level?: 'info';
  /** What is said besides while a daemon runs, which asks the server on. */
  readonly besides?: string;
  /** It is about DNS, and says of what came before that it stays. */
  readonly stays?: true;
}

export const UNTRUSTED =
  "nobody who is trusted vouches for the server's certificate: if it is the right server, name its authority as ca (UNABLE_TO_VERIFY_LEAF_SIGNATURE)";

const UNRESOLVED = `unavailable: ${HOST}:PORT: DNS does not answer: getaddrinfo EAI_AGAIN ${HOST}`;

export const LIES: readonly Lie[] = [
  {
    what: 'nobody answers',
    wrongly: ({ dns }) => dns.stop(),
    line: `the bootstrap servers of ${DOMAIN} cannot be looked up: nobody answers where /etc/resolv.conf says that there is a DNS server`,
    besides: UNRESOLVED,
    stays: true,
  },
  {
    what: 'SERVFAIL, as the records are forged',
    wrongly: ({ dns, server }) => dns.serveForged(DOMAIN, named(server.port, `boot.${STRANGER}`)),
    line: `the bootstrap servers of ${DOMAIN} cannot be looked up: the DNS server, or the one that it asks, has trouble (SERVFAIL)`,
    besides: UNRESOLVED,
    stays: true,
  },
  {
    what: 'no such name',
    wrongly: ({ dns }) => dns.serve(),
    line: `DNS says that there are no bootstrap servers in ${DOMAIN}`,
    level: 'info',
    stays: true,
  },
  {
    what: 'a name without a server',
    wrongly: ({ dns }) => dns.serve(`txt-record=${SERVICE},none`),
    line: `DNS says that there are no bootstrap servers in ${DOMAIN}`,
    level: 'info',
    stays: true,
  },
  {
    what: 'a server outside of the domain',
    wrongly: ({ dns, server }) =>
      dns.serve(named(server.port, `boot.${STRANGER}`), `address=/boot.${STRANGER}/127.0.0.2`),
    line: `DNS names boot.${STRANGER} as bootstrap server of ${DOMAIN}, outside of that domain: not asked, for the record is wrong or forged`,
    stays: true,
  },
  {
    what: "the address of a stranger's server",
    wrongly: ({ dns, server }) => dns.serve(named(server.port), `address=/${HOST}/127.0.0.2`),
    line: `unavailable: ${HOST}:PORT: ${UNTRUSTED}`,
  },
  {
    what: 'a host without an address',
    wrongly: ({ dns, server }) => dns.serve(named(server.port)),
    line: `unavailable: ${HOST}:PORT: DNS knows no such host: getaddrinfo ENOTFOUND ${HOST}`,
  },
  {
    what: 'a port where nobody listens',
    wrongly: ({ dns }) => dns.serve(named(1), AT),
    line: `unavailable: ${HOST}:1: nobody listens there: connect ECONNREFUSED 127.0.0.1:1`,
  },
  {
    what: 'two servers where nobody listens, each of which is asked once',
    wrongly: ({ dns }) => dns.serve(named(1), `srv-host=${SERVICE},${HOST},2,2,0`, AT),
    line: `unavailable: ${HOST}:1: nobody listens there: connect ECONNREFUSED 127.0.0.1:1; ${HOST}:2: nobody listens there: connect ECONNREFUSED 127.0.0.1:2`,
  },
  {
    what: 'a server whose certificate has expired',
    wrongly: ({ server, authority }) =>
      server.show(authority.issue({ names: `DNS:${HOST}`, days: -1 })),
    line: `unavailable: ${HOST}:PORT: the server's certificate has expired, or this machine's clock is wrong: renew the one, or set the other (CERT_HAS_EXPIRED)`,
  },
  {
    what: 'a server that has trouble',
    wrongly: ({ server }) => {
      server.handler = status(500);
    },
    line: `unavailable: ${HOST}:PORT: the server answers 500: it has trouble of its own`,
  },
];
