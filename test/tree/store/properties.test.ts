import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type AccountChange,
  type LayerInput,
  type Mo,
  type Origin,
  Store,
  TreeError,
} from '../../../lib/tree/index.js';
import { account, by, card, document, EVERYTHING, layer, nap, plain } from '../support.js';
import { type Accounts, Model, type ModelAccount } from './model.js';

const ORIGINS: readonly Origin[] = [
  card('1'),
  card('2'),
  card('3'),
  { kind: 'factory', id: 'f' },
  { kind: 'push', id: 'p' },
];

const origin = fc.constantFrom(...ORIGINS);
const server = fc.constantFrom('a', 'b', 'c', 'd');
const accounts: fc.Arbitrary<Accounts> = fc.dictionary(server, fc.nat(1), {
  noNullPrototype: true,
});

const step = fc.oneof(
  fc.record({ do: fc.constant('apply' as const), origin, accounts, parts: fc.constantFrom(1, 2) }),
  fc.record({ do: fc.constant('purge' as const), origin }),
  fc.record({
    do: fc.constant('write' as const),
    server,
    name: fc.option(fc.constantFrom('x', 'y'), { nil: null, freq: 3 }),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Of the same objects, whether they came in one document or in several. */
function input(from: Origin, specs: Accounts, parts: number): LayerInput {
  const mos = Object.entries(specs).map(([id, version]) => account(id, { name: `${version}` }));
  const whole = layer(from, ...mos);
  const more = Array.from({ length: parts - 1 }, (_, at) => document(Uint8Array.of(at)));
  return { ...whole, documents: [...whole.documents, ...more] };
}

/** Does a step to a store, and returns what it says of the accounts. */
function perform(store: Store, what: Step): readonly AccountChange[] {
  switch (what.do) {
    case 'apply':
      return store.apply(input(what.origin, what.accounts, what.parts)).changes;
    case 'purge':
      return store.purge([what.origin]).changes;
    case 'write': {
      const uri = `./DMAcc/${what.server}`;
      const write = () =>
        what.name === null
          ? store.write(uri, 'delete', by(what.server))
          : store.write(`${uri}/Name`, { value: what.name }, by(what.server));
      return attempt(write)?.changes ?? [];
    }
  }
}

/** Null where the tree is not such that this could be done. */
function attempt<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    assert.ok(error instanceof TreeError);
    return null;
  }
}

function rehearse(model: Model, what: Step): void {
  if (what.do === 'apply') {
    model.apply(what.origin, what.accounts, what.parts);
  } else if (what.do === 'purge') {
    model.purge(what.origin);
  } else {
    model.write(what.server, what.name);
  }
}

function expectedChanges(before: ModelAccount[], after: ModelAccount[]): string[] {
  const text = (account: ModelAccount) => JSON.stringify(account);
  const find = (list: ModelAccount[], { id }: ModelAccount) => list.find((one) => one.id === id);
  return [
    ...before.filter((one) => !find(after, one)).map(({ id }) => `account-removed ${id}`),
    ...after.flatMap((one) => {
      const old = find(before, one);
      return old && text(old) !== text(one) ? [`account-changed ${one.id}`] : [];
    }),
    ...after.filter((one) => !find(before, one)).map(({ id }) => `account-added ${id}`),
  ];
}

const shown = (store: Store): ModelAccount[] =>
  store.accounts().map(({ id, serverId, name, origin, uri }) => ({
    id,
    serverId,
    name: name ?? '',
    isWritten: store.tree(`${uri}/Name`)[0]?.writtenBy === serverId,
    origin,
  }));

function withStore(work: (store: Store) => void): void {
  const store = Store.scratch(EVERYTHING);
  try {
    work(store);
  } finally {
    store.close();
  }
}

describe('properties of the layered tree', function () {
  this.timeout(30_000);

  it('after any steps it is as the plain model says, and so are the events', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) =>
        withStore((store) => {
          const model = new Model();
          for (const what of steps) {
            const before = model.accounts();
            rehearse(model, what);
            const told = perform(store, what).map(
              ({ change, account: { id } }) => `${change} ${id}`,
            );
            assert.deepEqual(shown(store), model.accounts());
            assert.deepEqual(told, expectedChanges(before, model.accounts()));
          }
        }),
      ),
      { seed: 20, numRuns: 120 },
    );
  });

  const name = fc.constantFrom('DMAcc', 'A', 'B', 'srv', 'net');
  const parent = fc.constantFrom('.', './DMAcc', './NAP', './A', './A/B', './srv/A');
  const object: fc.Arbitrary<(from: Origin) => Mo> = fc.oneof(
    fc.tuple(server, name).map(
      ([id, node]) =>
        () =>
          account(id, { node }),
    ),
    fc.tuple(server, name).map(
      ([id, node]) =>
        (from: Origin) =>
          nap(from, id, node),
    ),
    fc.tuple(name, parent).map(
      ([node, above]) =>
        () =>
          plain(node, above),
    ),
  );
  const objects = fc.array(object, { maxLength: 4 });
  const build = (from: Origin, makers: readonly ((from: Origin) => Mo)[]): LayerInput => {
    const mos = new Map(makers.map((make) => make(from)).map((mo) => [mo.identity, mo]));
    return layer(from, ...mos.values());
  };
  const write = fc.tuple(
    fc.constantFrom('./A', './A/B', './DMAcc/a', './DMAcc/a/Name', './DMAcc/Mine', './NAP/net'),
    fc.constantFrom(
      'delete' as const,
      { format: 'node' as const },
      { value: 'x' },
      { acl: 'Get=*' },
      { acl: 'Add=b&Replace=a+b' },
      { acl: '' },
    ),
    server,
  );
  const history = fc.array(
    fc.oneof(
      fc.record({ origin, objects }),
      write.map(([uri, change, id]) => ({ uri, change, id })),
    ),
    { maxLength: 6 },
  );

  it('to apply and then to purge is to do nothing', () => {
    fc.assert(
      fc.property(history, objects, fc.constantFrom('smartcard', 'factory'), (past, makers, kind) =>
        withStore((store) => {
          store.apply(layer({ kind: 'factory', id: 'first' }, account('a'), account('b')));
          for (const what of past) {
            if ('origin' in what) {
              store.apply(build(what.origin, what.objects));
            } else {
              attempt(() => store.write(what.uri, what.change, by(what.id)));
            }
          }
          const before = [store.tree(), store.accounts(), store.layers()];
          const newcomer: Origin = {
            kind: kind === 'factory' ? 'factory' : 'smartcard',
            id: 'new',
          };
          store.apply(build(newcomer, makers));
          assertSound(store);
          store.purge([newcomer]);
          assert.deepEqual([store.tree(), store.accounts(), store.layers()], before);
        }),
      ),
      { seed: 21, numRuns: 150 },
    );
  });
});

/** Every node has a parent that is interior, stands after it, and is there once. */
function assertSound(store: Store): void {
  const formats = new Map<string, string>();
  for (const { uri, format } of store.tree()) {
    assert.equal(formats.has(uri), false, uri);
    if (uri !== '.') {
      assert.equal(formats.get(uri.slice(0, uri.lastIndexOf('/'))), 'node', uri);
    }
    formats.set(uri, format);
  }
}
