import assert from 'node:assert/strict';
import {
  type MoNode,
  moIdentity,
  napIdentity,
  proxyIdentity,
  Store,
} from '../../../lib/tree/index.js';
import { account, by, card, interior, layer, leaf, nap } from '../support.js';

const CARD = card('1');

const reference = (path: string, identity: string, rest = ''): MoNode =>
  leaf(path, 'not resolved', { ref: { identity, rest } });

/** A proxy with a reference to a NAP, or to itself. */
const proxy = (id: string, to: string) => ({
  identity: proxyIdentity(CARD, id),
  parent: './Proxy',
  name: id,
  nodes: [
    interior('', 'urn:oma:mo:oma-connmo-proxy:1.0'),
    interior('ConRefs'),
    interior('ConRefs/1'),
    reference('ConRefs/1/ConRef', to),
  ],
});

describe('an account in full', () => {
  let store: Store;
  beforeEach(() => {
    store = Store.scratch();
  });
  afterEach(() => store.close());

  const reached = (id = 'a1') => store.account(id)?.connections.map(({ uri }) => uri);

  it('has its nodes with their secrets, and is null where there is none', () => {
    store.apply(layer(CARD, account('a', { secret: 'abracadabra' })));
    const detail = store.account('a1');
    assert.deepEqual(detail?.account, store.accounts()[0]);
    assert.deepEqual(detail?.nodes, store.tree('./DMAcc/a'));
    assert.ok(detail?.nodes.some(({ value }) => value === 'abracadabra'));
    assert.deepEqual(detail?.connections, []);
    assert.equal(store.account('a2'), null);
  });

  it('has what its references lead to, over a proxy too, each object once and the nearest first', () => {
    const napId = napIdentity(CARD, 'net');
    const identity = proxyIdentity(CARD, 'wap');
    const withProxy = account('a', { connection: { identity, value: '' } });
    const both = {
      ...withProxy,
      nodes: [
        ...withProxy.nodes,
        interior('ToConRef'),
        interior('ToConRef/1'),
        reference('ToConRef/1/ConRef', napId, '/Addr'),
      ],
    };
    store.apply(layer(CARD, both, proxy('wap', napId), nap(CARD, 'net'), nap(CARD, 'other')));
    assert.deepEqual(reached(), ['./Proxy/wap', './NAP/net']);
    assert.deepEqual(store.account('a1')?.connections[1]?.nodes, store.tree('./NAP/net'));
  });

  it('comes to an end where references run in a circle', () => {
    const identity = proxyIdentity(CARD, 'wap');
    const one = account('a', { connection: { identity, value: '' } });
    store.apply(layer(CARD, one, proxy('wap', identity)));
    assert.deepEqual(reached(), ['./Proxy/wap']);
  });

  it('has what a server put outside of any object', () => {
    store.apply(layer(CARD, account('a')));
    store.write('./NAP/own', { format: 'node' }, by('a'));
    store.write('./NAP/own/Addr', { value: 'apn' }, by('a'));
    store.write('./DMAcc/a/PrefConRef', { value: './NAP/own' }, by('a'));
    assert.deepEqual(reached(), ['./NAP/own']);
  });

  it('follows no reference that leads nowhere, to no URI, or to all there is', () => {
    for (const value of ['./NAP/none', 'internet', '.', './NAP', '']) {
      store.apply(layer(card(value), account('a')));
      store.write('./DMAcc/a/PrefConRef', { value }, by('a'));
      assert.deepEqual(reached(), [], value);
    }
  });

  it('takes for references only the leaves that are', () => {
    const odd = {
      identity: moIdentity(null, 'odd'),
      parent: './DMAcc',
      name: 'odd',
      nodes: [interior('')],
    };
    const named = account('a', { name: './DMAcc/odd' });
    store.apply(layer(CARD, named, odd));
    assert.deepEqual(reached(), []);
  });
});
