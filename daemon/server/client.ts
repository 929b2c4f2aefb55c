import * as v from 'valibot';
import type { AccountDetail } from '../../lib/tree/index.js';
import { shownNode } from '../shown.js';
import { Problem } from './problem.js';
import { get, json, type Route } from './route.js';
import { AccountInFull } from './schemas.js';

/** What `client.sock` answers: to the local DM client alone, for it answers with secrets. */
export const CLIENT: readonly Route[] = [
  json('GET', '/v1/accounts', {
    summary: 'The accounts with their credentials and connectivity',
    answer: v.strictObject({ accounts: v.array(AccountInFull) }),
    handle: ({ store }) => ({
      accounts: store
        .accounts()
        .flatMap(({ id }) => store.account(id) ?? [])
        .map(inFull),
    }),
  }),
  json('GET', '/v1/accounts/{id}', {
    summary: 'One account with its credentials and connectivity',
    parameters: { id: v.pipe(v.string(), v.description('Such as a1')) },
    answer: AccountInFull,
    problems: ['not-found'],
    handle({ store }, { parameters: { id } }) {
      const detail = store.account(id);
      if (detail === null) throw new Problem('not-found', 'there is no such account');
      return inFull(detail);
    },
  }),
  get('/v1/events', 'What happens, as server-sent events; what is kept, as JSON', {
    kind: 'events',
  }),
];

const inFull = ({ account, nodes, connections }: AccountDetail) => ({
  ...account,
  nodes: nodes.map((node) => shownNode(node, 'shown')),
  connections: connections.map(({ uri, nodes }) => ({
    uri,
    nodes: nodes.map((node) => shownNode(node, 'shown')),
  })),
});
