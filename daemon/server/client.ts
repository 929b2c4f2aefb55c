import * as v from 'valibot';
import { type AccountDetail, NODE_FORMATS } from '../../lib/tree/index.js';
import { shownNode } from '../shown.js';
import { Problem } from './problem.js';
import { get, json, type Route } from './route.js';
import { AccountInFull } from './schemas.js';
import { octetsIn, WRITE_PROBLEMS, WRITER, Written, write } from './writes.js';

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
  json('PUT', '/v1/tree', {
    summary: 'Adds or changes a node, in the name of a server or as the upkeep of a nonce',
    parameters: {
      ...WRITER,
      command: v.exactOptional(
        v.pipe(
          v.picklist(['Add', 'Replace']),
          v.description('The node must not be there yet, or must be. Left out: either.'),
        ),
      ),
    },
    body: v.strictObject({
      format: v.exactOptional(v.picklist(NODE_FORMATS)),
      type: v.exactOptional(v.nullable(v.string())),
      value: v.exactOptional(
        v.pipe(v.nullable(v.string()), v.description('Of format bin: in base64.')),
      ),
      acl: v.exactOptional(v.nullable(v.string())),
      title: v.exactOptional(v.nullable(v.string())),
    }),
    answer: Written,
    problems: [...WRITE_PROBLEMS, 'exists', 'bad-acl', 'bad-node', 'format', 'bound', 'full'],
    handle(served, { parameters: { uri, command, ...by }, body }) {
      const [present] = served.store.tree(uri);
      if (command === 'Add' && present !== undefined) {
        throw new Problem('exists', 'there is such a node already', 418);
      }
      if (command === 'Replace' && present === undefined) {
        throw new Problem('not-found', 'there is no such node', 404);
      }
      const isBinary = (body.format ?? present?.format) === 'bin';
      const value = isBinary ? octetsIn(body.value) : body.value;
      return write(served, uri, { ...body, ...(value !== undefined && { value }) }, by);
    },
  }),
  json('DELETE', '/v1/tree', {
    summary: 'Deletes a node and all below it, in the name of a server',
    parameters: WRITER,
    answer: Written,
    problems: WRITE_PROBLEMS,
    handle: (served, { parameters: { uri, ...by } }) => write(served, uri, 'delete', by),
  }),
  get('/v1/events', 'What happens, as server-sent events; what is kept, as JSON', {
    kind: 'events',
  }),
];

const inFull = ({ account, nodes, connections }: AccountDetail) => ({
  ...account,
  nodes: nodes.map((node) => shownNode(node, true)),
  connections: connections.map(({ uri, nodes }) => ({
    uri,
    nodes: nodes.map((node) => shownNode(node, true)),
  })),
});
