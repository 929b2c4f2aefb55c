import assert from 'node:assert/strict';
import { MAX_VALUE_BYTES, MAX_WRITES_A_LAYER } from '../../../lib/tree/bounds.js';
import { type NodeChange, Store, TreeError, type TreeErrorCode } from '../../../lib/tree/index.js';
import {
  account,
  CLIENT,
  card,
  layer,
  many,
  nap,
  plain,
  SERVER,
  uris,
  valueAt,
} from '../support.js';

const refused =
  (code: TreeErrorCode) =>
  (error: unknown): boolean =>
    error instanceof TreeError && error.code === code;

describe('writes to the tree', () => {
  let store: Store;
  beforeEach(() => {
    store = Store.scratch();
    store.apply(layer(card('1'), account('srv'), nap(card('1'), 'net')));
  });
  afterEach(() => store.close());

  it('change a value, and say whose they are', () => {
    const { changes } = store.write('./DMAcc/srv/Name', { value: 'New' }, SERVER);
    assert.deepEqual(
      changes.map(({ change, account: { name } }) => [change, name]),
      [['account-changed', 'New']],
    );
    const [node] = store.tree('./DMAcc/srv/Name');
    assert.deepEqual(node, {
      uri: './DMAcc/srv/Name',
      format: 'chr',
      type: 'text/plain',
      value: 'New',
      acl: null,
      title: null,
      origin: card('1'),
      writtenBy: 'srv.example',
    });
    store.write('./DMAcc/srv/Name', { title: 'Title', acl: 'Get=*', value: null }, CLIENT);
    const [again] = store.tree('./DMAcc/srv/Name');
    assert.deepEqual(
      [again?.value, again?.title, again?.acl, again?.writtenBy],
      [null, 'Title', 'Get=*', 'client'],
    );
  });

  it('keep a reference when something else of the node changes', () => {
    const net = nap(card('2'), 'net');
    store.apply(
      layer(card('2'), account('two', { connection: { identity: net.identity, value: '' } }), net),
    );
    store.write('./DMAcc/two/PrefConRef', { acl: 'Get=*' }, SERVER);
    store.purge([card('1')]);
    assert.equal(valueAt(store, './DMAcc/two/PrefConRef'), './NAP/net-2');
  });

  it('add nodes, behind those that are there', () => {
    store.write('./DMAcc/srv/Ext', { format: 'node' }, SERVER);
    store.write('./DMAcc/srv/Ext/b', {}, SERVER);
    store.write('./DMAcc/srv/Ext/a', { format: 'bin', value: Uint8Array.of(1) }, SERVER);
    assert.deepEqual(uris(store, './DMAcc/srv').slice(-3), [
      './DMAcc/srv/Ext',
      './DMAcc/srv/Ext/a',
      './DMAcc/srv/Ext/b',
    ]);
    assert.deepEqual(valueAt(store, './DMAcc/srv/Ext/a'), Uint8Array.of(1));
    assert.equal(store.tree('./DMAcc/srv/Ext/b')[0]?.format, 'chr');
  });

  it('delete an interior node with all below it, and what is added again is new', () => {
    store.write('./DMAcc/srv/AppAddr/x1/Port', { value: '1' }, SERVER);
    store.write('./DMAcc/srv/AppAddr', 'delete', SERVER);
    assert.deepEqual(store.tree('./DMAcc/srv/AppAddr'), []);
    store.write('./DMAcc/srv/AppAddr', { format: 'node' }, SERVER);
    assert.deepEqual(uris(store, './DMAcc/srv/AppAddr'), ['./DMAcc/srv/AppAddr']);
    assert.deepEqual(store.accounts()[0]?.addresses, []);
  });

  it('delete a whole account, which keeps its id', () => {
    assert.deepEqual(
      store.write('./DMAcc/srv', 'delete', SERVER).changes.map(({ change }) => change),
      ['account-removed'],
    );
    assert.deepEqual([store.accounts(), uris(store, './DMAcc')], [[], ['./DMAcc']]);
    const other = store.apply(layer(card('2'), plain('srv', './DMAcc')));
    assert.equal(other.renamed[0]?.uri, './DMAcc/srv-2');
    const back = store.apply(layer(card('1'), account('srv', { name: 'back' })));
    assert.deepEqual(
      back.changes.map(({ change, account: { id } }) => [change, id]),
      [['account-added', 'a1']],
    );
  });

  it('outside every object are local, and outlive all layers', () => {
    store.write('./Mine', { format: 'node', acl: 'Get=*' }, CLIENT);
    store.write('./Mine/Leaf', { value: 'x' }, SERVER);
    store.write('./DMAcc', { acl: 'Add=srv' }, SERVER);
    store.purge([card('1')]);
    assert.deepEqual(uris(store), [
      '.',
      './DMAcc',
      './Inbox',
      './NAP',
      './Proxy',
      './Mine',
      './Mine/Leaf',
    ]);
    assert.deepEqual(store.tree('./Mine/Leaf')[0]?.origin, { kind: 'local', id: '' });
    assert.equal(store.tree('./DMAcc')[0]?.acl, 'Add=srv');
    store.write('./Mine', 'delete', SERVER);
    assert.deepEqual(store.tree('./Mine'), []);
    assert.deepEqual(store.layers(), []);
  });

  it('delete objects that stand below a local node or an implied parent', () => {
    store.write('./P', { format: 'node' }, SERVER);
    store.apply(layer(card('2'), plain('X', './P'), plain('Y', './Q')));
    store.write('./P', 'delete', SERVER);
    store.write('./Q', 'delete', SERVER);
    assert.deepEqual([store.tree('./P'), store.tree('./Q')], [[], []]);
    assert.throws(() => store.write('./Q', { value: 'leaf' }, SERVER), refused('parent-is-leaf'));
    store.write('./Q', { format: 'node' }, SERVER);
    store.apply(
      layer(card('2'), plain('X', './P'), {
        ...plain('Y', './Q'),
        nodes: plain('Y').nodes.slice(0, 1),
      }),
    );
    assert.deepEqual(uris(store, './Q'), ['./Q', './Q/Y']);
  });

  const cases: readonly (readonly [string, string, NodeChange | 'delete', TreeErrorCode])[] = [
    ['a URI that is none', 'DMAcc/x', {}, 'bad-uri'],
    ['a URI to delete that is none', './a/', 'delete', 'bad-uri'],
    ['a node without a parent', './A/B', {}, 'no-parent'],
    ['a node below a leaf', './DMAcc/srv/Name/x', {}, 'parent-is-leaf'],
    ['to delete the root', '.', 'delete', 'permanent'],
    ['to delete a permanent node', './DMAcc', 'delete', 'permanent'],
    ['to delete what is not there', './DMAcc/none', 'delete', 'not-found'],
    ['a value of an interior node', './DMAcc/srv/AppAddr', { value: 'x' }, 'format'],
    [
      'a leaf to become an interior node',
      './DMAcc/srv/Name',
      { format: 'node', value: null },
      'format',
    ],
    ['an interior node to become a leaf', './DMAcc/srv', { format: 'chr' }, 'format'],
    ['a permanent node to become a leaf', './NAP', { format: 'chr', value: 'x' }, 'format'],
    ['octets in text', './DMAcc/srv/Name', { value: Uint8Array.of(1) }, 'format'],
    ['text to become binary as it is', './DMAcc/srv/Name', { format: 'bin' }, 'format'],
    ['a long value', './DMAcc/srv/Name', { value: 'x'.repeat(MAX_VALUE_BYTES + 1) }, 'bound'],
  ];
  for (const [reason, uri, change, code] of cases) {
    it(`refuse ${reason}`, () => {
      const before = store.tree();
      assert.throws(() => store.write(uri, change, SERVER), refused(code));
      assert.deepEqual(store.tree(), before);
    });
  }

  it('are not more than a bound in one layer', () => {
    store.apply(layer(card('big'), many('Big', MAX_WRITES_A_LAYER)));
    assert.throws(() => store.write('./Big', 'delete', SERVER), refused('bound'));
    assert.equal(store.tree('./Big').length, MAX_WRITES_A_LAYER + 1);
  });
});
