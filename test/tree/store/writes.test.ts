import assert from 'node:assert/strict';
import { MAX_VALUE_BYTES, MAX_WRITES_A_LAYER } from '../../../lib/tree/bounds.js';
import { type NodeChange, Store, TreeError, type TreeErrorCode } from '../../../lib/tree/index.js';
import {
  account,
  by,
  card,
  EVERYTHING,
  factory,
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
    store = Store.scratch(EVERYTHING);
    store.apply(layer(factory('other'), account('other')));
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
      writtenBy: 'srv',
    });
    store.write('./DMAcc/srv/Name', { title: 'Title', acl: 'Get=*', value: null }, by('other'));
    const [again] = store.tree('./DMAcc/srv/Name');
    assert.deepEqual(
      [again?.value, again?.title, again?.acl, again?.writtenBy],
      [null, 'Title', 'Get=*', 'other'],
    );
  });

  it('keep a reference when something else of the node changes', () => {
    const net = nap(card('2'), 'net');
    store.apply(
      layer(card('2'), account('two', { connection: { identity: net.identity, value: '' } }), net),
    );
    store.write('./DMAcc/two/PrefConRef', { acl: 'Get=*' }, by('two'));
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
    store.write('./DMAcc/srv/AppAddr/x1/Port', { format: 'node' }, SERVER);
    store.write('./DMAcc/srv/AppAddr/x1', 'delete', SERVER);
    assert.deepEqual(store.tree('./DMAcc/srv/AppAddr/x1'), []);
    store.write('./DMAcc/srv/AppAddr/x1', { format: 'node' }, SERVER);
    assert.deepEqual(uris(store, './DMAcc/srv/AppAddr').slice(1), ['./DMAcc/srv/AppAddr/x1']);
    assert.deepEqual(store.accounts()[1]?.addresses, []);
  });

  it('delete a whole account, which keeps its id', () => {
    assert.deepEqual(
      store.write('./DMAcc/srv', 'delete', SERVER).changes.map(({ change }) => change),
      ['account-removed'],
    );
    assert.deepEqual(store.tree('./DMAcc/srv'), []);
    const other = store.apply(layer(card('2'), plain('srv', './DMAcc')));
    assert.equal(other.renamed[0]?.uri, './DMAcc/srv-2');
    const back = store.apply(layer(card('1'), account('srv', { name: 'back' })));
    assert.deepEqual(
      back.changes.map(({ change, account: { id } }) => [change, id]),
      [['account-added', 'a2']],
    );
  });

  it('outside every object are local, and outlive all layers', () => {
    store.write('./Mine', { format: 'node', acl: 'Get=*&Delete=srv' }, SERVER);
    store.write('./DMAcc', { acl: 'Replace=srv&Add=srv' }, SERVER);
    store.purge([card('1'), factory('other')]);
    assert.deepEqual(uris(store), [
      '.',
      './BootstrapConfig',
      './BootstrapConfig/BootSrvDiscovery',
      './DMAcc',
      './Inbox',
      './NAP',
      './Proxy',
      './Mine',
    ]);
    const [mine] = store.tree('./Mine');
    assert.deepEqual([mine?.origin, mine?.acl], [{ kind: 'local', id: '' }, 'Delete=srv&Get=*']);
    assert.equal(store.tree('./DMAcc')[0]?.acl, 'Add=srv&Replace=srv');
    assert.deepEqual(store.layers(), []);
    store.apply(layer(card('1'), account('srv')));
    store.write('./Mine', 'delete', SERVER);
    assert.deepEqual(store.tree('./Mine'), []);
  });

  it('add what is missing above a node, each with the rights of who adds it', () => {
    store.write('./Mine/A/B', { value: 'x' }, SERVER);
    assert.deepEqual(
      store.tree('./Mine').map(({ uri, format, acl, writtenBy }) => [uri, format, acl, writtenBy]),
      [
        ['./Mine', 'node', null, 'srv'],
        ['./Mine/A', 'node', null, 'srv'],
        ['./Mine/A/B', 'chr', null, 'srv'],
      ],
    );
    store.write('./DMAcc/srv/Ext/Vendor/A', { value: 'x' }, SERVER);
    assert.equal(valueAt(store, './DMAcc/srv/Ext/Vendor/A'), 'x');
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
    ['a node below a leaf', './NAP/net/Addr/x', {}, 'parent-is-leaf'],
    ['an access point that is a leaf', './NAP/other', {}, 'format'],
    ['to delete the root', '.', 'delete', 'access-type'],
    ['to delete a permanent node', './DMAcc', 'delete', 'access-type'],
    ['to delete what is not there', './DMAcc/none', 'delete', 'not-found'],
    ['a node two levels below a leaf', './NAP/net/Addr/x/y', {}, 'parent-is-leaf'],
    ['an account that no bootstrap brought', './DMAcc/none/Name', {}, 'access-type'],
    ['a node that accounts do not have', './DMAcc/srv/Extra', {}, 'access-type'],
    ['a value of ServerID', './DMAcc/srv/ServerID', { value: 'x' }, 'access-type'],
    ['to delete what an account needs', './DMAcc/srv/ServerID', 'delete', 'access-type'],
    ['anything in the Inbox', './Inbox/x', {}, 'access-type'],
    ['a value of a permanent node', './NAP', { format: 'chr', value: 'x' }, 'access-type'],
    ['a value of an interior node', './NAP/net', { value: 'x' }, 'format'],
    [
      'a leaf to become an interior node',
      './NAP/net/Addr',
      { format: 'node', value: null },
      'format',
    ],
    ['an interior node to become a leaf', './NAP/net', { format: 'chr' }, 'format'],
    ['a format that the DDF does not have', './DMAcc/srv/Name', { format: 'int' }, 'format'],
    ['a leaf that the DDF has as an interior node', './DMAcc/srv/Ext', {}, 'format'],
    ['an ACL that is none', './DMAcc/srv', { acl: 'Copy=*' }, 'bad-acl'],
    ['octets in text', './DMAcc/srv/Name', { value: Uint8Array.of(1) }, 'format'],
    ['text to become binary as it is', './NAP/net/Addr', { format: 'bin' }, 'format'],
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
    assert.throws(() => store.write('./Big', 'delete', SERVER), refused('full'));
    assert.equal(store.tree('./Big').length, MAX_WRITES_A_LAYER + 1);
  });
});
