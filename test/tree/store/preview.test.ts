import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { MAX_MOS_A_LAYER } from '../../../lib/tree/bounds.js';
import { type LayerInput, Store, StoreReader, TreeError } from '../../../lib/tree/index.js';
import {
  account,
  card,
  EVERYTHING,
  factory,
  inFolder,
  layer,
  leaf,
  nap,
  plain,
  SERVER,
} from '../support.js';

const net = nap(card('2'), 'net');
const connection = { identity: net.identity, value: 'net' };
const INPUT = layer(card('2'), account('srv', { name: 'two', connection }), account('new'), net);

/** With an account, a taken name, writes, and an odd text. */
function fill(store: Store): void {
  store.apply(layer(card('1'), account('srv'), nap(card('1'), 'net'), account('gone')));
  store.purge([card('1')]);
  const odd = { ...plain('Odd'), nodes: [leaf('', 'a\0b')] };
  store.apply(layer(card('1'), account('srv'), nap(card('1'), 'net'), odd));
  store.write('./Mine', { format: 'node' }, SERVER);
  store.write('./DMAcc/srv/Name', { value: 'Mine' }, SERVER);
}

/** A preview says what the real thing then does. */
function assertTrue(store: Store, input: LayerInput): void {
  const before = store.tree();
  const foreseen = store.preview(input);
  assert.deepEqual(store.tree(), before);
  const { purged: _, ...done } = store.apply(input);
  assert.deepEqual(foreseen, { ...done, before, after: store.tree() });
}

describe('a preview', () => {
  it('says what applying a layer would do, and does nothing', () => {
    const store = Store.scratch(EVERYTHING);
    fill(store);
    const layers = store.layers();
    const events = store.outbox.pending(100);
    const { renamed, changes, before, after } = store.preview(INPUT);
    assert.deepEqual(
      renamed.map(({ uri }) => uri),
      ['./NAP/net-2'],
    );
    assert.deepEqual(
      changes.map(({ change, account: { id } }) => [change, id]),
      [
        ['account-changed', 'a3'],
        ['account-added', 'a4'],
      ],
    );
    assert.deepEqual(before, store.tree());
    assert.equal(after.find(({ uri }) => uri === './DMAcc/srv/Name')?.value, 'two');
    assert.deepEqual([store.layers(), store.outbox.pending(100)], [layers, events]);
    assertTrue(store, INPUT);
    assert.equal(store.preview(INPUT).result, 'unchanged');
    assertTrue(store, INPUT);
    store.close();
  });

  it('is of a state that a daemon owns, and leaves nothing behind', () =>
    inFolder((dir) => {
      const store = Store.open(dir, 'readers', EVERYTHING);
      fill(store);
      const reader = Store.openForReading(dir, EVERYTHING);
      const files = readdirSync(dir);
      const foreseen = reader.preview(INPUT);
      assert.ok(reader instanceof StoreReader && !(reader instanceof Store));
      assert.deepEqual(readdirSync(dir), files);
      reader.close();
      assert.deepEqual(foreseen, store.preview(INPUT));
      assertTrue(store, INPUT);
      store.close();
    }));

  it('is of an empty state where there is none', () => {
    const store = Store.scratch();
    const { result, changes, after } = store.preview(INPUT);
    assert.equal(result, 'applied');
    assert.equal(changes.length, 2);
    assert.ok(after.length > 20);
    store.close();
  });

  it('is none of what could not be applied', () => {
    const store = Store.scratch();
    const many = Array.from({ length: MAX_MOS_A_LAYER + 1 }, (_, at) => account(`s${at}`));
    assert.throws(() => store.preview(layer(card('1'), ...many)), TreeError);
    store.close();
  });

  const origin = fc.constantFrom(card('1'), card('2'), factory('f'));
  const object = fc.oneof(
    fc.constantFrom('a', 'b').map((id) => account(id)),
    fc.constantFrom('1', '2').map((id) => nap(card('1'), id, '1')),
    fc.constantFrom('A', 'DMAcc').map((name) => plain(name)),
  );
  const input = fc
    .tuple(origin, fc.uniqueArray(object, { maxLength: 3, selector: ({ identity }) => identity }))
    .map(([from, mos]) => layer(from, ...mos));

  it('comes true, whatever was before', () => {
    fc.assert(
      fc.property(fc.array(input, { minLength: 1, maxLength: 4 }), (inputs) => {
        const store = Store.scratch(EVERYTHING);
        for (const one of inputs) assertTrue(store, one);
        store.close();
      }),
      { seed: 60, numRuns: 60 },
    );
  });
});
