import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { MAX_LAYERS } from '../../../lib/tree/bounds.js';
import {
  type Applied,
  type LayerDocument,
  type Purged,
  Store,
  TreeError,
} from '../../../lib/tree/index.js';
import {
  account,
  by,
  card,
  document,
  factory,
  interior,
  layer,
  leaf,
  nap,
  plain,
  SERVER,
  uris,
  valueAt,
} from '../support.js';

const told = ({ changes }: Pick<Applied | Purged, 'changes'>): string[] =>
  changes.map(({ change, account: { id, serverId } }) => `${change} ${id} ${serverId}`);

/** A DM message and two Client Provisioning documents. */
const THREE: readonly LayerDocument[] = [
  document(Uint8Array.of(1), { oid: '2.23.43.7.1', report: { commands: 1 } }),
  document(Uint8Array.of(2), { kind: 'cp', oid: '2.23.43.3.1', label: null }),
  document(Uint8Array.of(3), { kind: 'cp', oid: '2.23.43.3.2', report: [] }),
];

describe('layers of the tree', () => {
  let store: Store;
  beforeEach(() => {
    store = Store.scratch();
  });
  afterEach(() => store.close());

  it('stand on permanent nodes', () => {
    assert.deepEqual(uris(store), [
      '.',
      './BootstrapConfig',
      './BootstrapConfig/BootSrvDiscovery',
      './DMAcc',
      './Inbox',
      './NAP',
      './Proxy',
    ]);
    assert.equal(store.tree('.')[0]?.acl, 'Add=*&Get=*');
    assert.deepEqual(store.tree('./Nowhere'), []);
    assert.ok(store.tree().every(({ origin }) => origin === null));
    assert.throws(() => store.tree('x'), TreeError);
  });

  it('bring an account, and take it away', () => {
    const before = store.tree();
    const input = layer(card('1'), account('srv', { addresses: ['http://b', 'http://a'] }));
    const bytes = input.documents[0]!.bytes;
    const applied = store.apply(input);
    assert.deepEqual(told(applied), ['account-added a1 srv']);
    assert.deepEqual(
      { ...applied, changes: [] },
      { result: 'applied', renamed: [], purged: [], dangling: [], changes: [] },
    );
    assert.deepEqual(store.accounts(), [
      {
        id: 'a1',
        uri: './DMAcc/srv',
        serverId: 'srv',
        name: 'Name of srv',
        addresses: ['http://b', 'http://a'],
        origin: card('1'),
        confirmed: true,
      },
    ]);
    assert.deepEqual(store.layers(), [
      {
        origin: card('1'),
        sequence: 1,
        documents: [
          {
            kind: 'dm',
            oid: null,
            label: 'DM bootstrap',
            sha256: createHash('sha256').update(bytes).digest('hex').toUpperCase(),
            length: bytes.length,
          },
        ],
        confirmed: true,
      },
    ]);
    assert.deepEqual(store.layer(card('1'))?.documents[0]?.report, { commands: 1 });
    assert.deepEqual(store.documents(card('1')), input.documents);
    assert.deepEqual(
      valueAt(store, './DMAcc/srv/AppAuth/1/AAuthData'),
      Uint8Array.of(0, 255, 13, 10),
    );
    const purged = store.purge([card('1'), card('2')]);
    assert.deepEqual(purged.purged, [card('1')]);
    assert.deepEqual(told(purged), ['account-removed a1 srv']);
    assert.deepEqual(store.tree(), before);
    assert.deepEqual([store.layers(), store.accounts(), store.layer(card('1'))], [[], [], null]);
    assert.deepEqual(store.documents(card('1')), []);
  });

  it('show nodes depth first, in the order of the message', () => {
    store.apply(layer(card('1'), account('b'), account('a')));
    const below = uris(store, './DMAcc/a');
    assert.deepEqual(below.slice(0, 6), [
      './DMAcc/a',
      './DMAcc/a/AppID',
      './DMAcc/a/ServerID',
      './DMAcc/a/Name',
      './DMAcc/a/AppAddr',
      './DMAcc/a/AppAddr/x1',
    ]);
    assert.ok(uris(store).indexOf('./DMAcc/a') < uris(store).indexOf('./DMAcc/b'));
    assert.deepEqual(
      store.accounts().map(({ id, serverId }) => [id, serverId]),
      [
        ['a1', 'b'],
        ['a2', 'a'],
      ],
    );
  });

  it('keep a text with a NUL in it, and an empty one', () => {
    const odd = { ...plain('X'), nodes: [interior(''), leaf('N', 'a\0b'), leaf('E', '')] };
    const documents = [document(Uint8Array.of(0), { oid: '', label: '\0' })];
    store.apply({ ...layer(card('1'), odd), documents });
    assert.equal(valueAt(store, './X/N'), 'a\0b');
    assert.equal(valueAt(store, './X/E'), '');
    assert.equal(store.layers()[0]?.documents[0]?.label, '\0');
  });

  it('of the same documents are unchanged, and confirmed', () => {
    const input = { ...layer(card('1'), account('srv')), documents: THREE };
    store.apply(input);
    store.write('./DMAcc/srv/Name', { value: 'Mine' }, SERVER);
    store.setConfirmed(card('1'), false);
    const before = store.tree();
    const labelled = THREE.map((one) => ({ ...one, label: 'new label', report: 'new' }));
    const again = store.apply({ ...input, documents: labelled });
    assert.deepEqual([again.result, again.changes], ['unchanged', []]);
    assert.deepEqual(store.tree(), before);
    assert.equal(store.accounts()[0]?.confirmed, true);
    assert.deepEqual(
      store.layer(card('1'))?.documents.map(({ label, report }) => [label, report]),
      THREE.map(({ report }) => ['new label', report]),
    );
    assert.equal(store.isInForce(input), true);
    assert.equal(store.isInForce({ ...input, origin: card('2') }), false);
  });

  const [dm, first, second] = THREE;
  for (const [reason, documents] of [
    ['other octets', [dm!, { ...first!, bytes: Uint8Array.of(9) }, second!]],
    ['another kind', [dm!, { ...first!, kind: 'dm' }, second!]],
    ['another object identifier', [dm!, { ...first!, oid: '2.23.43.3.3' }, second!]],
    ['a document that is missing', [dm!, first!]],
    ['a document more', [...THREE, document(Uint8Array.of(4))]],
    ['another order', [dm!, second!, first!]],
  ] as const) {
    it(`of documents that differ by ${reason} are changed`, () => {
      const input = { ...layer(card('1'), account('srv')), documents: THREE };
      store.apply(input);
      assert.equal(store.isInForce({ ...input, documents }), false);
      assert.equal(store.apply({ ...input, documents }).result, 'applied');
      assert.deepEqual(store.documents(card('1')), documents);
      assert.equal(store.layers()[0]?.sequence, 1);
    });
  }

  it('of a changed message lose writes to changed objects only', () => {
    store.apply(layer(card('1'), account('same'), account('other'), account('gone')));
    for (const id of ['same', 'other', 'gone']) {
      store.write(`./DMAcc/${id}/Name`, { value: 'Written' }, by(id));
    }
    store.write('./DMAcc/same/AppAuth', 'delete', by('same'));
    const changed = store.apply(
      layer(card('1'), account('other', { addresses: ['http://new'] }), account('same')),
    );
    assert.deepEqual(told(changed), ['account-removed a3 gone', 'account-changed a2 other']);
    assert.deepEqual(
      store.accounts().map(({ name }) => name),
      ['Written', 'Name of other'],
    );
    assert.deepEqual(store.tree('./DMAcc/same/AppAuth'), []);
    assert.equal(store.layers()[0]?.sequence, 1);
  });

  it('with a changed message that shows the same change no account', () => {
    const input = layer(card('1'), account('srv'));
    store.apply(input);
    const changed = store.apply({ ...input, documents: THREE });
    assert.deepEqual([changed.result, changed.changes], ['applied', []]);
    assert.deepEqual(store.documents(card('1')), THREE);
  });

  it('of two cards with one server: the later is on top, and the lower comes back', () => {
    store.apply(layer(card('1'), account('srv', { name: 'one' })));
    const over = store.apply(layer(card('2'), account('srv', { name: 'two', node: 'elsewhere' })));
    assert.deepEqual(told(over), ['account-changed a1 srv']);
    assert.deepEqual(over.renamed, [
      { identity: 'dmacc:srv', wanted: './DMAcc/elsewhere', uri: './DMAcc/srv' },
    ]);
    assert.deepEqual(
      store.accounts().map(({ id, uri, name, origin }) => [id, uri, name, origin.id]),
      [['a1', './DMAcc/srv', 'two', '2']],
    );
    assert.deepEqual(told(store.purge([card('2')])), ['account-changed a1 srv']);
    assert.equal(store.accounts()[0]?.name, 'one');
    assert.deepEqual(told(store.purge([card('1')])), ['account-removed a1 srv']);
  });

  it('of two cards with one server: the lower goes unseen, and its URI stays', () => {
    store.apply(layer(card('1'), account('srv', { node: 'first' })));
    store.apply(layer(card('2'), account('srv', { node: 'second' })));
    assert.deepEqual(told(store.purge([card('1')])), []);
    assert.equal(store.accounts()[0]?.uri, './DMAcc/first');
    store.purge([card('2')]);
    store.apply(layer(card('2'), account('srv', { node: 'second' })));
    assert.deepEqual(
      store.accounts().map(({ id, uri }) => [id, uri]),
      [['a2', './DMAcc/second']],
    );
  });

  it('keep their place when their message changes, and lose it when they are purged', () => {
    store.apply(layer(card('1'), account('srv', { name: 'one' })));
    store.apply(layer(card('2'), account('srv', { name: 'two' })));
    store.apply(layer(card('1'), account('srv', { name: 'one again' })));
    assert.equal(store.accounts()[0]?.name, 'two');
    store.purge([card('1')]);
    store.apply(layer(card('1'), account('srv', { name: 'one anew' })));
    assert.equal(store.accounts()[0]?.name, 'one anew');
  });

  it('lie in the order of their kinds, whichever came first', () => {
    const kinds = ['smartcard', 'factory', 'push', 'https'] as const;
    for (const kind of kinds) {
      store.apply(layer({ kind, id: 'x' }, account('srv', { name: kind })));
    }
    const seen: (string | null | undefined)[] = [];
    for (const kind of ['smartcard', 'push', 'https', 'factory'] as const) {
      seen.push(store.accounts()[0]?.name);
      store.purge([{ kind, id: 'x' }]);
    }
    assert.deepEqual(seen, ['smartcard', 'push', 'https', 'factory']);
    assert.deepEqual(store.accounts(), []);
  });

  it('cover whole objects, never single nodes', () => {
    store.apply(layer(factory('f'), account('srv', { addresses: ['http://1', 'http://2'] })));
    store.write('./DMAcc/srv/AAuthPref', { value: 'HMAC' }, SERVER);
    store.apply(layer(card('1'), account('srv')));
    assert.deepEqual(store.accounts()[0]?.addresses, ['http://srv/dm']);
    assert.deepEqual(store.tree('./DMAcc/srv/AAuthPref'), []);
    store.purge([card('1')]);
    assert.equal(valueAt(store, './DMAcc/srv/AAuthPref'), 'HMAC');
  });

  it('of another card, purged in the same transaction, are an exchange', () => {
    store.apply(layer(card('1'), account('srv'), account('only')));
    const swapped = store.apply(
      layer(card('2'), account('srv', { name: 'two' }), account('new', { node: 'only' })),
      {
        purge: [card('1'), card('9')],
      },
    );
    assert.deepEqual(swapped.purged, [card('1')]);
    assert.deepEqual(told(swapped), [
      'account-removed a2 only',
      'account-changed a1 srv',
      'account-added a3 new',
    ]);
    assert.deepEqual(swapped.renamed, []);
    const back = store.apply(
      layer(card('2'), account('srv', { name: 'two' }), account('new', { node: 'only' })),
      {
        purge: [card('2')],
      },
    );
    assert.deepEqual([back.result, told(back)], ['applied', []]);
  });

  it('change nothing where anything about them is wrong', () => {
    store.apply(layer(card('1'), account('srv')));
    const before = [store.tree(), store.layers()];
    assert.throws(() =>
      store.apply(layer(card('2'), account('x'), account('x')), { purge: [card('1')] }),
    );
    assert.throws(() => store.apply(layer(card('2')), { purge: [{ kind: 'local', id: '' }] }));
    assert.throws(() => store.purge([card('1'), { kind: 'local', id: '' }]), TreeError);
    assert.deepEqual([store.tree(), store.layers()], before);
  });

  it('are not more than a bound, and one more changes nothing', () => {
    for (let at = 0; at < MAX_LAYERS; at += 1) {
      store.apply(layer(card(`${at}`)));
    }
    const full = () => store.apply(layer(card('more')), { purge: [card('none')] });
    assert.throws(full, (error) => error instanceof TreeError && error.code === 'bound');
    assert.equal(store.apply(layer(card('more')), { purge: [card('0')] }).result, 'applied');
  });

  it('are confirmed or not, without an event', () => {
    store.apply(layer(card('1'), account('a')));
    store.apply(layer(factory('f'), account('b')));
    store.unconfirmAll('smartcard');
    assert.deepEqual(
      store.accounts().map(({ confirmed }) => confirmed),
      [false, true],
    );
    store.setConfirmed(card('1'), true);
    assert.equal(store.accounts()[0]?.confirmed, true);
    assert.equal(store.layers()[0]?.confirmed, true);
    assert.equal(store.outbox.pending(9).length, 2);
  });
});

describe('names and references', () => {
  let store: Store;
  beforeEach(() => {
    store = Store.scratch();
  });
  afterEach(() => store.close());

  it('of two operators that both say internet: both stay, and references follow', () => {
    for (const id of ['1', '2', '3']) {
      const net = nap(card(id), 'internet');
      store.apply(
        layer(
          card(id),
          account(`s${id}`, { connection: { identity: net.identity, value: './Inbox/x' } }),
          net,
        ),
      );
    }
    assert.equal(valueAt(store, './DMAcc/s1/PrefConRef'), './NAP/internet');
    assert.equal(valueAt(store, './DMAcc/s2/PrefConRef'), './NAP/internet-2');
    assert.equal(valueAt(store, './DMAcc/s3/PrefConRef'), './NAP/internet-3');
    store.purge([card('1')]);
    assert.equal(valueAt(store, './DMAcc/s2/PrefConRef'), './NAP/internet-2');
  });

  it('that are numbers get the next one that is free', () => {
    const long = '9'.repeat(16);
    store.apply(layer(card('1'), nap(card('1'), 'a', '1'), nap(card('1'), 'b', '2')));
    const { renamed } = store.apply(
      layer(
        card('2'),
        nap(card('2'), 'a', '1'),
        nap(card('2'), 'b', '1'),
        nap(card('2'), 'c', '01'),
        nap(card('2'), 'd', '01'),
        nap(card('2'), 'e', long),
        nap(card('2'), 'f', long),
      ),
    );
    assert.deepEqual(
      renamed.map(({ uri }) => uri),
      ['./NAP/3', './NAP/4', './NAP/01-2', `./NAP/${long}-2`],
    );
  });

  it('of permanent and of local nodes are not taken', () => {
    store.apply(layer(card('1'), account('srv')));
    store.write('./Mine', { format: 'node' }, SERVER);
    store.write('./Mine/Leaf', { value: 'x' }, SERVER);
    const { renamed } = store.apply(
      layer(
        card('2'),
        plain('DMAcc'),
        plain('Mine'),
        plain('Leaf', './Mine'),
        plain('X', './Mine/Leaf'),
      ),
    );
    assert.deepEqual(
      renamed.map(({ uri }) => uri),
      ['./DMAcc-2', './Mine-2', './Mine/Leaf-2', './Mine/Leaf-3/X'],
    );
  });

  it('of objects never lead into another object', () => {
    store.apply(layer(card('1'), plain('V')));
    store.apply(layer(card('2'), plain('X', './V/W')));
    store.apply(layer(card('3'), plain('V', '.', 'urn:x'), plain('W', './V-2')));
    assert.deepEqual(
      uris(store)
        .filter((uri) => uri.startsWith('./V') && !/\/[ABC]$/.test(uri))
        .sort(),
      ['./V', './V-2', './V-2/W', './V-2/W-2', './V-2/W/X', './V-3'],
    );
  });

  it('of parents that nobody installed are there as long as something is below', () => {
    store.apply(layer(factory('1'), account('srv')));
    store.apply(layer(card('1'), plain('X', './P/Q')));
    assert.deepEqual(uris(store, './P').slice(0, 3), ['./P', './P/Q', './P/Q/X']);
    assert.deepEqual(store.tree('./P/Q')[0]?.origin, card('1'));
    store.write('./P/Mine', { value: 'x' }, SERVER);
    store.purge([card('1')]);
    assert.deepEqual(uris(store, './P'), ['./P', './P/Mine']);
  });

  it('left dangling are reported once', () => {
    const net = nap(card('1'), 'net');
    const input = layer(
      card('1'),
      account('srv', { connection: { identity: net.identity, value: './Inbox/net' } }),
      net,
    );
    assert.deepEqual(store.apply(input).dangling, []);
    assert.deepEqual(store.write('./NAP/net', 'delete', SERVER).dangling, [
      './DMAcc/srv/PrefConRef',
    ]);
    assert.deepEqual(store.write('./DMAcc/srv/Name', { value: 'x' }, SERVER).dangling, []);
  });

  it('left dangling by another origin that goes are reported, and by a message of its own', () => {
    store.apply(layer(card('1'), nap(card('1'), 'net')));
    store.apply(layer(card('2'), account('srv')));
    store.write('./DMAcc/srv/PrefConRef', { value: './NAP/net' }, SERVER);
    assert.deepEqual(store.purge([card('1')]).dangling, ['./DMAcc/srv/PrefConRef']);
    const lost = account('lost', { connection: { identity: 'nap:none', value: './NAP/none' } });
    assert.deepEqual(store.apply(layer(card('3'), lost)).dangling, ['./DMAcc/lost/PrefConRef']);
    assert.equal(valueAt(store, './DMAcc/lost/PrefConRef'), './NAP/none');
  });
});
