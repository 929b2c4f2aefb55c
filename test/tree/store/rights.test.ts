import assert from 'node:assert/strict';
import {
  NOBODY,
  type NodeChange,
  Store,
  TreeError,
  type TreeErrorCode,
  type Writer,
} from '../../../lib/tree/index.js';
import { account, by, CLIENT, card, interior, layer, leaf, nap, SERVER } from '../support.js';

const acls = (store: Store, uri: string): (string | null)[] =>
  store.tree(uri).map(({ acl }) => acl);

/** An account with these rights, and one of another server without an ACL. */
function withRights(acl: string | null): Store {
  const store = Store.scratch();
  const { nodes, ...mo } = account('srv');
  const [root, ...others] = nodes;
  const plain = account('plain');
  store.apply(
    layer(
      card('1'),
      { ...mo, nodes: [{ ...root!, acl }, ...others] },
      { ...plain, nodes: [interior(''), ...plain.nodes.slice(1)] },
      { ...nap(card('1'), 'net'), nodes: [{ ...interior(''), acl: `Get=${NOBODY}` }] },
    ),
  );
  return store;
}

function refusal(store: Store, uri: string, change: NodeChange | 'delete', writer: Writer) {
  const before = store.tree();
  try {
    store.write(uri, change, writer);
    return null;
  } catch (error) {
    assert.ok(error instanceof TreeError);
    assert.deepEqual(store.tree(), before);
    return error.code;
  }
}

describe('a write in the name of a server', () => {
  const NAME = './DMAcc/srv/Name';
  const cases: readonly (readonly [
    what: string,
    acl: string | null,
    uri: string,
    change: NodeChange | 'delete',
    refused: TreeErrorCode | null,
    server?: string,
  ])[] = [
    ['a value with Replace', 'Replace=srv', NAME, { value: 'x' }, null],
    ['a value without Replace', 'Add=srv&Delete=srv&Get=srv', NAME, { value: 'x' }, 'denied'],
    ['a value where another server has Replace', 'Replace=x', NAME, { value: 'x' }, 'denied'],
    ['a value by another server', 'Replace=srv', NAME, { value: 'x' }, 'denied', 'plain'],
    ['a value by any server', 'Replace=*', NAME, { value: 'x' }, null, 'plain'],
    ['a value by a server without an account', 'Replace=*', NAME, { value: 'x' }, 'denied', 'x'],
    ['a title with Replace', 'Replace=srv', './DMAcc/srv/ServerID', { title: 'x' }, null],
    ['a title without Replace', 'Get=srv', NAME, { title: 'x' }, 'denied'],
    ['nothing at all without Replace', 'Get=srv', NAME, {}, 'denied'],
    [
      'a password with Replace',
      'Replace=srv',
      './DMAcc/srv/AppAuth/1/AAuthSecret',
      { value: 'x' },
      null,
    ],
    ['a node with Add', 'Add=srv', './DMAcc/srv/AAuthPref', { value: 'x' }, null],
    ['a node without Add', 'Replace=srv', './DMAcc/srv/AAuthPref', { value: 'x' }, 'denied'],
    ['nodes with Add', 'Add=srv', './DMAcc/srv/Ext/A/B', { value: 'x' }, null],
    ['nodes without Add', 'Replace=srv', './DMAcc/srv/Ext/A/B', { value: 'x' }, 'denied'],
    ['a deletion with Delete', 'Delete=srv', './DMAcc/srv', 'delete', null],
    ['a deletion without Delete', 'Add=srv&Replace=srv', './DMAcc/srv', 'delete', 'denied'],
    ['an ACL of an interior node with Replace', 'Replace=srv', './DMAcc/srv', { acl: '' }, null],
    ['an ACL of an interior node without', 'Add=srv', './DMAcc/srv', { acl: '' }, 'denied'],
    ['an ACL of a leaf with Replace above', 'Replace=srv', NAME, { acl: 'Get=*' }, null],
    ['an ACL of the root', 'Replace=srv', '.', { acl: 'Replace=srv' }, 'denied'],
    ['a value without any ACL', null, NAME, { value: 'x' }, 'denied'],
    ['a node without any ACL', null, './DMAcc/srv/AAuthPref', { value: 'x' }, null, 'plain'],
    ['a node below what nobody has a right to', null, './NAP/net/A', { value: 'x' }, 'denied'],
    ['an access point', null, './NAP/mine/A', { value: 'x' }, null],
  ];
  for (const [what, acl, uri, change, refused, server = 'srv'] of cases) {
    it(`${refused === null ? 'may be' : 'may not be'} ${what}`, () => {
      const store = withRights(acl);
      assert.equal(refusal(store, uri, change, by(server)), refused);
      store.close();
    });
  }

  it('can manage an account by what 5.4.4 grants', () => {
    const store = withRights('Delete=srv&Get=srv&Replace=srv');
    store.write('./DMAcc/srv/AppAddr/x1/Addr', { value: 'https://new/' }, SERVER);
    store.write('./DMAcc/srv/AppAuth/1/AAuthSecret', { value: 'new' }, SERVER);
    store.write('./DMAcc/srv', { acl: 'Add=srv&Delete=srv&Get=srv&Replace=srv' }, SERVER);
    store.write('./DMAcc/srv/AppAddr/x2/Addr', { value: 'https://more/' }, SERVER);
    const { addresses } = store.accounts().find(({ serverId }) => serverId === 'srv')!;
    assert.deepEqual(addresses, ['https://new/', 'https://more/']);
    assert.equal(store.canCopy('srv', NAME, './DMAcc/srv/AAuthPref'), true);
    assert.equal(store.canCopy('plain', NAME, './DMAcc/srv/AAuthPref'), false);
    store.write('./DMAcc/srv/AppAddr/x1', 'delete', SERVER);
    store.write('./DMAcc/srv', 'delete', SERVER);
    assert.equal(store.accounts().length, 1);
    store.close();
  });

  it('that changes both value and ACL takes both rights', () => {
    const store = withRights('Replace=srv');
    store.write(NAME, { acl: 'Get=srv' }, SERVER);
    const both = { acl: null, value: 'x' };
    assert.equal(refusal(store, NAME, both, SERVER), 'denied');
    store.write(NAME, { acl: null }, SERVER);
    assert.equal(refusal(store, NAME, both, SERVER), null);
    store.close();
  });

  it('leaves an ACL in its one text form, or none', () => {
    const store = withRights('Replace=srv');
    store.write('./DMAcc/srv', { acl: 'Replace=srv&Get=b+a+b' }, SERVER);
    assert.equal(acls(store, './DMAcc/srv')[0], 'Get=a+b&Replace=srv');
    store.write('./DMAcc/srv', { acl: '' }, SERVER);
    assert.equal(acls(store, './DMAcc/srv')[0], null);
    store.close();
  });

  it('gives who adds an interior node the rights that it lacks above', () => {
    const store = withRights('Add=*&Replace=srv');
    store.write('./DMAcc/srv/Ext', { format: 'node' }, SERVER);
    store.write('./DMAcc/srv/Ext/Own/Leaf', { value: 'x' }, by('plain'));
    assert.deepEqual(acls(store, './DMAcc/srv/Ext'), [
      null,
      'Add=plain&Delete=plain&Replace=plain',
      null,
    ]);
    store.write('./DMAcc/srv/Ext/Given', { format: 'node', acl: 'Get=*' }, by('plain'));
    assert.deepEqual(acls(store, './DMAcc/srv/Ext/Given'), ['Get=*']);
    store.close();
  });

  it('is refused as soon as the account is gone', () => {
    const store = withRights('Delete=srv');
    store.write('./Mine', { format: 'node' }, SERVER);
    store.write('./DMAcc/srv', 'delete', SERVER);
    assert.equal(refusal(store, './Mine', 'delete', SERVER), 'denied');
    assert.equal(store.can('srv', 'Delete', './Mine'), false);
    store.close();
  });

  it('cannot leave the root without an ACL', () => {
    const store = Store.scratch();
    const rights = { initialRights: [{ subtree: '.', access: 2 }] };
    const able = Store.scratch(rights);
    able.apply(layer(card('1'), account('srv')));
    able.write('.', { acl: '' }, SERVER);
    assert.equal(acls(able, '.')[0], 'Add=*&Get=*&Replace=srv');
    assert.equal(acls(store, '.')[0], 'Add=*&Get=*');
    able.close();
    store.close();
  });
});

describe('a write of the local client', () => {
  const DATA = './DMAcc/srv/AppAuth/1/AAuthData';
  const value = Uint8Array.of(7);
  const cases: readonly (readonly [string, string, NodeChange | 'delete', TreeErrorCode | null])[] =
    [
      ['the nonce', DATA, { value }, null],
      ['the nonce with its format', DATA, { value, format: 'bin' }, null],
      ['a nonce in another format', DATA, { value: '7', format: 'chr' }, 'format'],
      ['the ACL of the nonce', DATA, { acl: 'Get=*' }, 'denied'],
      ['no nonce', DATA, 'delete', 'denied'],
      ['a password', './DMAcc/srv/AppAuth/1/AAuthSecret', { value: 'x' }, 'denied'],
      [
        'a nonce of credentials that are not there',
        './DMAcc/srv/AppAuth/2/AAuthData',
        { value, format: 'bin' },
        'no-parent',
      ],
      ['a nonce below an extension', './DMAcc/srv/Ext/AppAuth/1/AAuthData', { value }, 'denied'],
      ['what only looks like a nonce', './NAP/net/AppAuth/1/AAuthData', { value }, 'denied'],
      ['a node of its own', './Mine', { value: 'x' }, 'denied'],
    ];
  for (const [what, uri, change, refused] of cases) {
    it(`${refused === null ? 'may be' : 'may not be'} ${what}`, () => {
      const store = withRights(`Get=${NOBODY}`);
      assert.equal(refusal(store, uri, change, CLIENT), refused);
      store.close();
    });
  }

  it('may be a nonce where there was none', () => {
    const store = Store.scratch();
    const mo = account('srv');
    const nodes = mo.nodes.filter(({ path }) => !path.endsWith('AAuthData'));
    store.apply(layer(card('1'), { ...mo, nodes }));
    store.write(DATA, { value, format: 'bin' }, CLIENT);
    const [node] = store.tree(DATA);
    assert.deepEqual([node?.value, node?.writtenBy], [value, 'client']);
    store.close();
  });

  it('is no change that the client would be told of', () => {
    const store = withRights('Replace=srv');
    assert.deepEqual(store.write(DATA, { value }, CLIENT).changes, []);
    assert.deepEqual(store.write(DATA, { value: Uint8Array.of(8) }, CLIENT).changes, []);
    const { changes } = store.write('./DMAcc/srv/Name', { value: 'x' }, { server: 'srv' });
    assert.deepEqual(
      changes.map(({ change }) => change),
      ['account-changed'],
    );
    store.close();
  });
});

describe('initial rights', () => {
  const rights = [
    { subtree: './V/W', access: 4 },
    { subtree: './V', access: 49 },
    { subtree: './None', access: 63 },
    { subtree: './NAP', access: 8 },
  ];
  const object = {
    identity: 'x',
    parent: '.',
    name: 'V',
    nodes: [{ ...interior(''), acl: 'Replace=x' }, interior('W'), leaf('W/L', '1')],
  };

  it('are those of every server with an account, on top of what the ACLs say', () => {
    const store = Store.scratch({ initialRights: rights });
    store.apply(layer(card('1'), object));
    assert.deepEqual(acls(store, './V'), ['Replace=x', null, null]);
    const before = store.tree();
    store.apply(layer(card('2'), account('b'), account('a')));
    assert.deepEqual(acls(store, './V'), [
      'Add=a+b&Delete=a+b&Get=a+b&Replace=x',
      'Add=a+b&Delete=a+b&Exec=a+b&Get=a+b&Replace=x',
      null,
    ]);
    assert.equal(acls(store, './NAP')[0], null);
    assert.equal(store.can('a', 'Exec', './V/W/L'), true);
    assert.equal(store.can('a', 'Replace', './V/W/L'), false);
    store.write('./V/New', { value: 'x' }, by('b'));
    store.purge([card('2')]);
    assert.deepEqual(
      store.tree().filter(({ uri }) => uri !== './V/New'),
      before,
    );
    store.close();
  });

  it('are not written down with anything else', () => {
    const store = Store.scratch({ initialRights: [{ subtree: './V', access: 35 }] });
    store.apply(layer(card('1'), object, account('a')));
    store.write('./V', { title: 'x' }, by('a'));
    assert.equal(acls(store, './V')[0], 'Delete=a&Get=a&Replace=a+x');
    store.purge([card('1')]);
    store.apply(layer(card('2'), object, account('b')));
    assert.equal(acls(store, './V')[0], 'Delete=b&Get=b&Replace=b+x');
    store.close();
  });

  it('are not given to a server that no ACL could name', () => {
    const store = Store.scratch({ initialRights: rights });
    store.apply(layer(card('1'), object, account('a b'), account(NOBODY), account('a')));
    assert.equal(acls(store, './V')[0], 'Add=a&Delete=a&Get=a&Replace=x');
    store.close();
  });
});
