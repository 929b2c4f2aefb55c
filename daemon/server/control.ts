import * as v from 'valibot';
import { shownAccounts, shownOrigins, shownReport, shownTree } from '../shown.js';
import { VERSION } from '../version.js';
import { metrics } from './metrics.js';
import { Problem } from './problem.js';
import { PUSH } from './push.js';
import { get, json, type Route } from './route.js';
import { Account, Layer, LayerReport, Node, Origin, Reader, Source, Status } from './schemas.js';
import type { Served } from './served.js';

const EVENTS_IN_STATUS = 10;

/** What `control.sock` answers: to operators, and no secret. */
export const CONTROL: readonly Route[] = [
  json('GET', '/v1/status', {
    summary: 'How it stands: daemon, readers, cards, other sources, accounts, latest events',
    answer: Status,
    handle: ({ supervisor, sources, store, history, state, startedAt }) => ({
      daemon: {
        version: VERSION,
        pid: process.pid,
        state,
        startedAt,
        uptime: Math.floor(process.uptime()),
      },
      pcsc: supervisor.pcsc,
      readers: supervisor.readers,
      sources: sources.reports,
      pushes: sources.push?.waiting ?? [],
      accounts: store.accounts(),
      events: history.since(history.newest - EVENTS_IN_STATUS),
    }),
  }),
  json('GET', '/v1/readers', {
    summary: 'The readers that PC/SC lists, and the card in each',
    answer: v.strictObject({ readers: v.array(Reader) }),
    handle: ({ supervisor }) => ({ readers: supervisor.readers }),
  }),
  json('GET', '/v1/sources', {
    summary: 'The places besides cards that messages come from, and what came of each',
    answer: v.strictObject({ sources: v.array(Source) }),
    handle: ({ sources }) => ({ sources: sources.reports }),
  }),
  json('GET', '/v1/accounts', {
    summary: 'The accounts in the management tree',
    answer: v.strictObject({ accounts: v.array(Account) }),
    handle: ({ store }) => shownAccounts(store),
  }),
  json('GET', '/v1/tree', {
    summary: 'The node at a URI and all below it; passwords, keys and nonces are masked',
    parameters: { uri: v.exactOptional(v.pipe(v.string(), v.description('The whole tree: .'))) },
    answer: v.strictObject({ nodes: v.array(Node) }),
    problems: ['bad-uri', 'not-found'],
    handle({ store }, { parameters: { uri } }) {
      const shown = shownTree(store, uri);
      if (shown.nodes.length === 0) throw new Problem('not-found', 'there is no node at this URI');
      return shown;
    },
  }),
  json('GET', '/v1/origins', {
    summary: 'Where what is in the tree came from',
    answer: v.strictObject({ origins: v.array(Layer) }),
    handle: ({ store }) => shownOrigins(store),
  }),
  json('GET', '/v1/reports/{id}', {
    summary: 'What was done with what an origin brought, and why',
    parameters: {
      id: v.pipe(
        v.string(),
        v.regex(/^[0-9]{1,15}$/),
        v.description("The sequence number of the origin's layer"),
      ),
    },
    answer: LayerReport,
    problems: ['not-found'],
    handle({ store }, { parameters: { id } }) {
      const report = shownReport(store, Number(id));
      if (report === null) throw new Problem('not-found', 'there is no layer of this number');
      return report;
    },
  }),
  get('/v1/events', 'What happens, as server-sent events; what is kept, as JSON', {
    kind: 'events',
  }),
  get('/v1/metrics', 'Figures for Prometheus', { kind: 'text', handle: metrics }),
  json('POST', '/v1/rescan', {
    summary: 'Visits the card in a reader again, or all cards, now',
    body: v.strictObject({ reader: v.exactOptional(v.string()) }),
    answer: v.strictObject({ readers: v.array(v.string()) }),
    problems: ['not-found', 'no-card', 'pcsc-down'],
    handle: ({ supervisor }, { body: { reader } }) => ({ readers: rescan(supervisor, reader) }),
  }),
  json('POST', '/v1/sources/check', {
    summary: 'Looks at every place besides cards again, now; what was purged by hand comes back',
    answer: v.strictObject({ origins: v.array(Origin) }),
    handle({ sources }) {
      sources.check();
      return { origins: sources.reports.map(({ origin }) => origin) };
    },
  }),
  json('POST', '/v1/purge', {
    summary:
      'Purges everything that came from an origin; of what is still there, until it comes again',
    body: v.strictObject({ origin: Origin }),
    answer: v.strictObject({ purged: v.array(Origin) }),
    problems: ['not-found', 'unwritable'],
    handle({ supervisor, sources }, { body: { origin } }) {
      if (!supervisor.discard(origin)) throw new Problem('not-found', 'nothing came from there');
      sources.discarded(origin);
      return { purged: [origin] };
    },
  }),
  ...PUSH,
  json('POST', '/v1/pin/forget', {
    summary: 'Forgets that a card refused its PIN, so that it may be tried again',
    body: v.strictObject({ identity: v.string() }),
    answer: v.strictObject({ identity: v.string(), forgotten: v.number() }),
    problems: ['unwritable'],
    handle: ({ store }, { body: { identity } }) => ({
      identity,
      forgotten: store.forgetPins(identity),
    }),
  }),
];

function rescan(supervisor: Served['supervisor'], reader: string | undefined): string[] {
  if (!supervisor.pcsc.answers) throw new Problem('pcsc-down', 'PC/SC does not answer');
  const known = supervisor.readers.find((one) => one.reader === reader);
  if (reader !== undefined && known === undefined) {
    throw new Problem('not-found', 'there is no such reader');
  }
  if (known?.present === false) throw new Problem('no-card', 'there is no card in this reader');
  return supervisor.rescan(reader);
}
