import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ORIGIN_KINDS, Store, type StoreReader, TreeError } from '../../../lib/tree/index.js';
import { account, by, CLIENT, card, EVERYTHING, factory, layer, nap, plain } from '../support.js';

/** Kept off the disk where that can be: what is looked at is what was written, not how soon. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const ODD = 'o\0dd \ud800';
const CARDS = ['1', '2', 'o\0dd'];
const OPTIONS = { ...EVERYTHING, sessions: true };

const origin = fc.constantFrom(...CARDS.map(card), factory('f'), {
  kind: 'push',
  id: 'p',
} as const);
const server = fc.constantFrom('a', 'b', 'c');
const name = fc.constantFrom('one', 'two', ODD);
const digest = fc.constantFrom('A'.repeat(64), 'B'.repeat(64));
const pin = fc.constantFrom('1111', '2222');
const identity = fc.constantFrom(...CARDS);
const reader = fc.constantFrom('R', 'S', ODD);

/** Everything that can be done to a store. */
const step: fc.Arbitrary<(store: Store) => void> = fc.oneof(
  fc
    .tuple(origin, fc.uniqueArray(server), name, name, reader)
    .map(([from, servers, called, label, where]) => (store: Store) => {
      const objects = servers.map((id) => account(id, { name: called }));
      const net = nap(from, 'net');
      const whole = layer(from, ...objects, ...(servers.length > 1 ? [net] : []), plain('Odd'));
      const documents = whole.documents.map((one) => ({ ...one, label }));
      store.apply({ ...whole, documents }, { reader: where });
    }),
  fc.tuple(origin, fc.boolean()).map(([from, hold]) => (store: Store) => {
    store.purge([from], { hold });
  }),
  fc.tuple(origin, origin, server).map(([from, other, id]) => (store: Store) => {
    store.apply(layer(from, account(id)), { purge: [other] });
  }),
  fc.tuple(server, fc.option(name)).map(([id, value]) => (store: Store) => {
    if (value === null) store.write(`./DMAcc/${id}`, 'delete', by(id));
    else store.write(`./DMAcc/${id}/Name`, { value, title: value }, by(id));
  }),
  server.map(
    (id) => (store: Store) =>
      void store.write(
        `./DMAcc/${id}/AppAuth/1/AAuthData`,
        { value: Uint8Array.of(0, 255) },
        CLIENT,
      ),
  ),
  server.map((id) => (store: Store) => void store.write(`./Mine/${id}`, { value: id }, by(id))),
  fc.tuple(origin, fc.boolean()).map(
    ([from, confirmed]) =>
      (store: Store) =>
        store.setConfirmed(from, confirmed),
  ),
  fc.constant((store: Store) => store.unconfirmAll('smartcard')),
  fc
    .boolean()
    .map(
      (reversed) => (store: Store) =>
        void store.setRanks(reversed ? ORIGIN_KINDS.toReversed() : ORIGIN_KINDS),
    ),
  fc.tuple(identity, reader).map(
    ([id, where]) =>
      (store: Store) =>
        store.sighted(id, where),
  ),
  identity.map((id) => (store: Store) => store.release(id)),
  fc.tuple(identity, pin, fc.nat(3)).map(
    ([id, word, tries]) =>
      (store: Store) =>
        store.pins.begin(id, word, tries),
  ),
  fc.tuple(identity, pin).map(
    ([id, word]) =>
      (store: Store) =>
        store.pins.refuse(id, word),
  ),
  fc.tuple(identity, pin).map(
    ([id, word]) =>
      (store: Store) =>
        store.pins.clear(id, word),
  ),
  fc.tuple(identity, fc.nat(3)).map(
    ([id, tries]) =>
      (store: Store) =>
        store.pins.settle(id, tries),
  ),
  identity.map((id) => (store: Store) => void store.forgetPins(id)),
  fc.tuple(digest, name).map(([key, sender]) => (store: Store) => {
    if (store.pushes.state(key) === null) store.pushes.keep(key, sender, Uint8Array.of(1, 2));
    else if (store.pushes.pending().some((one) => one.digest === key && one.tries > 0)) {
      store.pushes.spend(key);
    }
  }),
  fc.tuple(digest, name, fc.constantFrom('applied' as const, 'refused' as const)).map(
    ([key, sender, state]) =>
      (store: Store) =>
        store.pushes.close(key, sender, state),
  ),
  digest.map((key) => (store: Store) => store.pushes.drop(key)),
  name.map((sender) => (store: Store) => store.pushes.forget((one) => one === sender)),
  fc
    .nat(4)
    .map(
      (at) => (store: Store) => store.outbox.delivered(store.outbox.pending()[at]?.sequence ?? 0),
    ),
  fc.constant((store: Store) => void store.beginRun()),
);

const shown = (state: StoreReader): unknown[] => [
  state.tree(),
  state.accounts(),
  state.layers().map(({ origin: from }) => [state.layer(from), state.documents(from)]),
  ['R', 'S', ODD].map((where) => state.lastSeenIn(where)),
  CARDS.map((id) => state.lastReaderOf(id)),
];

const ledgers = ({ pins, pushes, outbox }: Store, held: (id: string) => boolean): unknown[] => [
  CARDS.flatMap((id) => ['1111', '2222'].map((word) => pins.look(id, word))),
  pushes.pending(),
  ['A', 'B'].map((letter) => pushes.state(letter.repeat(64))),
  outbox.pending(),
  CARDS.map(held),
];

describe('what is on disk', function () {
  this.timeout(60_000);

  it('is after every change what is in memory, and so it is when it is opened again', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 14 }), (steps) => {
        const dir = mkdtempSync(join(FOLDER, 'dmboot-durable-'));
        let store = Store.open(dir, 'readers', OPTIONS);
        const other = Store.openForReading(dir, OPTIONS);
        try {
          for (const one of steps) {
            try {
              one(store);
            } catch (error) {
              assert.ok(error instanceof TreeError, String(error));
            }
            assert.deepEqual(shown(store), shown(other));
          }
          const before = [shown(store), ledgers(store, (id) => store.isHeld(id))];
          store.close();
          store = Store.open(dir, 'readers', OPTIONS);
          assert.deepEqual([shown(store), ledgers(store, (id) => store.isHeld(id))], before);
        } finally {
          other.close();
          store.close();
          rmSync(dir, { recursive: true });
        }
      }),
      { seed: 22, numRuns: 60 },
    );
  });
});
