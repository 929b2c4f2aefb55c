import { type Handler, message, status } from '../../../support/bootstrap-server.js';
import { Authority, type Issued } from '../../../support/certificates.js';
import { DM } from '../pushed.js';

/** Milliseconds, of a server that is never done. */
const SHORT = 300;

export interface Failure {
  readonly what: string;
  readonly handler?: Handler;
  /** What the server shows in place of its certificate. */
  shows?(authority: Authority): Issued;
  /** The whole line, but for where it came from and when it is looked at again. */
  readonly line: string;
  readonly timeLimit?: number;
  /** Seconds to the next look: at least, and at most. */
  readonly next?: readonly [number, number];
}

export const BACK_OFF = [3, 5] as const;
const INTERVAL = [70_000, 86_400] as const;
const TYPE = { 'Content-Type': 'application/vnd.syncml.dm+wbxml' };

/** The first part of a message, and then the end of the connection. */
const broken =
  (headers: Readonly<Record<string, string>> = {}): Handler =>
  (_, response) => {
    response.writeHead(200, { ...TYPE, ...headers });
    response.write(DM.subarray(0, 100), () => response.destroy());
  };

const SLOW =
  'warn unavailable: no whole answer within 0.3 s: the server or the network is slow, or https.time_limit too short';

export const AT_SERVERS: readonly Failure[] = [
  {
    what: 'a certificate of nobody who is trusted',
    shows: () => {
      const stranger = new Authority();
      const issued = stranger.issue();
      stranger.remove();
      return issued;
    },
    line: "warn unavailable: nobody who is trusted vouches for the server's certificate: if it is the right server, name its authority as ca (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
  },
  {
    what: 'a certificate of another name',
    shows: (authority) => authority.issue({ names: 'DNS:elsewhere.example' }),
    line: "warn unavailable: the server's certificate is of another name: either is this not the server, or its operator must have one issued for the name in the URL (ERR_TLS_CERT_ALTNAME_INVALID)",
  },
  {
    what: 'a certificate that has expired',
    shows: (authority) => authority.issue({ days: -1 }),
    line: "warn unavailable: the server's certificate has expired, or this machine's clock is wrong: renew the one, or set the other (CERT_HAS_EXPIRED)",
  },
  {
    what: 'a body that ends too soon',
    handler: broken({ 'Content-Length': '1000' }),
    line: 'warn unavailable: the answer did not arrive whole: it ends after 100 of 1000 bytes',
  },
  {
    what: 'a body of unknown length that ends too soon',
    handler: broken(),
    line: 'warn unavailable: the answer did not arrive whole: it ends after 100 bytes',
  },
  {
    what: 'half a message in a whole answer',
    handler: message(DM.subarray(0, 100)),
    line: 'warn malformed: WBXML: expected the end of a string at byte 100, found the end of the bytes',
    next: INTERVAL,
  },
  { what: 'no answer in time', handler: () => undefined, line: SLOW, timeLimit: SHORT },
  {
    what: 'half an answer in time',
    handler: (_, response) => response.writeHead(200, TYPE).write(DM.subarray(0, 9)),
    line: SLOW,
    timeLimit: SHORT,
  },
  {
    what: '404',
    handler: status(404),
    line: 'info no-bootstrap: the server has no message',
    next: INTERVAL,
  },
  {
    what: '403',
    handler: status(403),
    line: 'warn unavailable: the server answers 403: it wants another client certificate, or one at all',
  },
  {
    what: '500',
    handler: status(500),
    line: 'warn unavailable: the server answers 500: it has trouble of its own',
  },
  {
    what: '503 with Retry-After',
    handler: status(503, { 'Retry-After': '120' }),
    line: 'warn unavailable: the server answers 503: it has trouble of its own, and asks to be left alone for 120 s',
    next: [120, 132],
  },
  {
    what: 'redirects in a circle',
    handler: (request, response) => {
      const Location = request.url === '/message' ? '/other' : '/message';
      status(302, { Location })(request, response);
    },
    line: 'warn unavailable: more than 5 redirects: the server may lead in a circle',
  },
  {
    what: 'a redirect to a host that nobody vouches for',
    handler: (request, response) => {
      const { port } = new URL(`https://${request.headers.host}`);
      status(302, { Location: `https://127.0.0.2:${port}/` })(request, response);
    },
    line: 'warn unavailable: behind a redirect to 127.0.0.2:PORT: nobody listens there: connect ECONNREFUSED 127.0.0.2:PORT',
  },
];
