import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { MAX_NAME_BYTES } from '../../../lib/tree/bounds.js';
import {
  dmAccIdentity,
  type LayerDocument,
  type MoNode,
  Store,
  TreeError,
} from '../../../lib/tree/index.js';
import { SCHEMA, SCHEMA_VERSION } from '../../../lib/tree/store/schema.js';
import {
  account,
  by,
  CLIENT,
  card,
  EVERYTHING,
  factory,
  inFolder,
  interior,
  layer,
  leaf,
  OPEN,
  plain,
  SERVER,
  uris,
} from '../support.js';

/** Any text at all, also such as is none in UTF-8. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', '\0', 'a\0b', '\ufeffb', '\ud800', '\r\n', 'ü'.repeat(300)),
);
const maybe = fc.option(text, { nil: null });
const octets = fc.uint8Array({ maxLength: 5 });
const name = fc.constantFrom('A', 'B', 'ü', 'n'.repeat(MAX_NAME_BYTES), '%zz', `'`, ' ', '\ufeff');
const server = fc.constantFrom('srv', 'ü%&', ' ', 'a:b/c');

const content = fc.oneof(
  fc.record({ value: fc.option(octets, { nil: null }), format: fc.constant('bin' as const) }),
  fc.record({ value: maybe, format: fc.constantFrom('chr' as const, 'int' as const) }),
);
const acl = fc.option(fc.constantFrom('Get=*', 'Replace=ü+srv&Get=srv', OPEN), { nil: null });
const node: fc.Arbitrary<MoNode> = fc
  .tuple(name, content, maybe, acl, maybe, maybe)
  .map(([path, { value, format }, type, list, title, rest]) => ({
    ...{ path, format, value, type, acl: list, title },
    ref: rest === null ? null : { identity: dmAccIdentity('srv'), rest },
  }));
const object = fc
  .tuple(name, fc.constantFrom('.', './A', './DMAcc', './B/ü'), fc.array(node, { maxLength: 3 }))
  .map(([wanted, parent, nodes]) => ({
    ...plain(wanted, parent),
    nodes: [
      { ...interior(''), acl: OPEN },
      ...new Map(nodes.map((one) => [one.path, one])).values(),
    ],
  }));

const origin = fc.tuple(fc.constantFrom(card, factory), text).map(([make, id]) => make(id));
const documents: fc.Arbitrary<LayerDocument[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('dm', 'cp'),
    oid: maybe,
    label: maybe,
    bytes: octets,
    report: maybe,
  }),
  { minLength: 1, maxLength: 3 },
);
const apply = fc
  .tuple(origin, documents, fc.array(object, { maxLength: 2 }), server, text)
  .map(([from, papers, mos, id, reader]) => (store: Store) => {
    const objects = new Map([account(id), ...mos].map((mo) => [mo.identity, mo]));
    store.apply({ ...layer(from, ...objects.values()), documents: papers }, { reader });
  });
const purge = origin.map((from) => (store: Store) => {
  store.purge([from]);
});
const write = fc
  .tuple(
    fc.constantFrom('.', './A', './B', './DMAcc/srv/Ext'),
    fc.option(name),
    content,
    maybe,
    acl,
    server,
  )
  .map(([parent, below, { value, format }, title, list, id]) => (store: Store) => {
    const uri = below === null ? parent : `${parent}/${below}`;
    const change = below === null ? { title, acl: list } : { value, format, title };
    store.write(uri, change, by(id));
  });
const nonce = octets.map((value) => (store: Store) => {
  store.write('./DMAcc/srv/AppAuth/1/AAuthData', { value }, CLIENT);
});
const remove = fc.constantFrom('./A', './B', './DMAcc/srv', './DMAcc/srv/Name').map((uri) => {
  return (store: Store) => {
    store.write(uri, 'delete', SERVER);
  };
});
const ledgers = fc.tuple(text, text, fc.nat(15)).map(([id, other, tries]) => (store: Store) => {
  store.sighted(id, other);
  store.pins.begin(id, other, tries);
  store.pins.refuse(other, id);
});

const shown = (store: Store) => [
  store.tree(),
  store.accounts(),
  store.layers().map(({ origin: from }) => [store.layer(from), store.documents(from)]),
  store.outbox.pending(1000),
];

describe('a sound store', function () {
  this.timeout(30_000);

  it('is whatever anybody wrote, when it is opened again', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(apply, apply, purge, write, write, nonce, remove, ledgers), {
          maxLength: 6,
        }),
        (steps) =>
          inFolder((dir) => {
            const store = Store.open(dir, 'readers', EVERYTHING);
            for (const step of steps) {
              try {
                step(store);
              } catch (error) {
                assert.ok(error instanceof TreeError, `${error}`);
              }
            }
            const before = shown(store);
            store.close();
            const again = Store.open(dir, 'readers', EVERYTHING);
            assert.equal(again.recovered, null);
            assert.deepEqual(shown(again), before);
            again.close();
            Store.openForReading(dir).close();
          }),
      ),
      { seed: 22, numRuns: 60 },
    ));

  it('has tables that are as they were when this version was given to them', () => {
    const statements = JSON.stringify([...SCHEMA]).replace(/(?:\s|\\n)+/g, ' ');
    assert.deepEqual(
      [SCHEMA_VERSION, createHash('sha256').update(statements).digest('hex').slice(0, 16)],
      [3, '8ee00391be5e41b1'],
      'with other tables, raise the version',
    );
  });

  it('has objects at URIs that can be asked for, however long their names are', () =>
    inFolder((dir) => {
      const store = Store.open(dir, 'readers');
      const long = 'ü'.repeat(MAX_NAME_BYTES / 2);
      const other = { ...plain(long), identity: 'other', nodes: [interior(''), leaf('A', 'a')] };
      const [renamed] = store.apply(layer(card('1'), plain(long), other)).renamed;
      assert.equal(renamed?.uri, `./${'ü'.repeat(MAX_NAME_BYTES / 2 - 1)}-2`);
      assert.deepEqual(uris(store, renamed?.uri), [renamed?.uri, `${renamed?.uri}/A`]);
      store.close();
      const again = Store.open(dir, 'readers');
      assert.equal(again.recovered, null);
      again.close();
    }));
});
