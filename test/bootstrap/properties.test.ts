import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  checkPlacement,
  type LayerInput,
  ORIGIN_KINDS,
  type Origin,
  Store,
} from '../../lib/tree/index.js';
import { encodeMessage } from '../syncml/encode.js';
import { generatedCommands } from './generated.js';
import { layerOf, message } from './messages.js';

/** Where messages come from: two of a kind, and one below and one above. */
const ORIGINS: readonly Origin[] = [
  { kind: 'factory', id: 'f' },
  { kind: 'https', id: 'h' },
  { kind: 'smartcard', id: '1' },
  { kind: 'smartcard', id: '2' },
];

const layersOf = (messages: readonly string[][]): LayerInput[] =>
  messages.map((commands, at) => layerOf(encodeMessage(message(commands)), ORIGINS[at]!));

const bytes = generatedCommands.map((commands) => encodeMessage(message(commands)));

/** Messages, and the order in which what they brought goes again. */
const stays = fc.record({
  messages: fc.array(generatedCommands, { minLength: 1, maxLength: ORIGINS.length }),
  going: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
});

function withStore<T>(work: (store: Store) => T): T {
  const store = Store.scratch();
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** The account of each server, as its ServerID, addresses and origin. */
const accounts = (store: Store): Map<string, unknown> =>
  new Map(
    store.accounts().map(({ serverId, addresses, origin }) => [serverId, { addresses, origin }]),
  );

describe('what any message installs', function () {
  this.timeout(60_000);

  it('stands where the DDF has it, has one account at least, and is the same every time', () => {
    fc.assert(
      fc.property(bytes, (message) => {
        const { mos, documents } = layerOf(message, ORIGINS[2]!);
        mos.forEach(checkPlacement);
        assert.ok(mos.some(({ parent }) => parent === './DMAcc'));
        assert.equal(new Set(mos.map(({ identity }) => identity)).size, mos.length);
        assert.equal(new Set(mos.map(({ parent, name }) => `${parent}/${name}`)).size, mos.length);
        assert.deepEqual(layerOf(message, ORIGINS[2]!), { origin: ORIGINS[2], mos, documents });
      }),
      { seed: 31, numRuns: 120 },
    );
  });

  it('changes nothing when it comes again', () => {
    fc.assert(
      fc.property(bytes, (message) =>
        withStore((store) => {
          const layer = layerOf(message, ORIGINS[2]!);
          assert.equal(store.apply(layer).result, 'applied');
          const before = store.tree();
          assert.equal(store.apply(layer).result, 'unchanged');
          assert.deepEqual(store.tree(), before);
        }),
      ),
      { seed: 32, numRuns: 30 },
    );
  });

  it('is gone with its origin, and all is as before it came', () => {
    fc.assert(
      fc.property(stays, ({ messages }) =>
        withStore((store) => {
          const layers = layersOf(messages);
          const last = layers.pop()!;
          for (const layer of layers) store.apply(layer);
          const before = { tree: store.tree(), accounts: accounts(store) };
          store.apply(last);
          store.purge([last.origin]);
          assert.deepEqual({ tree: store.tree(), accounts: accounts(store) }, before);
        }),
      ),
      { seed: 33, numRuns: 40 },
    );
  });

  it('is covered by what has a higher rank or came later, whatever goes first', () => {
    fc.assert(
      fc.property(stays, ({ messages, going }) =>
        withStore((store) => {
          const held = new Map(layersOf(messages).map((layer, at) => [at, layer]));
          for (const layer of held.values()) store.apply(layer);
          for (const at of going) {
            const gone = held.get(at);
            if (gone === undefined) continue;
            assert.deepEqual(accounts(store), expectedAccounts([...held.values()]));
            store.purge([gone.origin]);
            held.delete(at);
          }
          assert.deepEqual(store.accounts(), []);
          assert.deepEqual(
            store.tree(),
            withStore((empty) => empty.tree()),
          );
        }),
      ),
      { seed: 34, numRuns: 30 },
    );
  });
});

/** Of each server the account of the layer that is on top, by rank and then by age. */
function expectedAccounts(layers: readonly LayerInput[]): Map<string, unknown> {
  const rank = ({ origin }: LayerInput): number => ORIGIN_KINDS.indexOf(origin.kind);
  const expected = new Map<string, unknown>();
  for (const layer of [...layers].sort((a, b) => rank(a) - rank(b))) {
    for (const { parent, nodes } of layer.mos) {
      if (parent !== './DMAcc') continue;
      const serverId = nodes.find(({ path }) => path === 'ServerID')?.value;
      const addresses = nodes.flatMap(({ path, value }) =>
        /^AppAddr\/[^/]+\/Addr$/.test(path) ? [value] : [],
      );
      expected.set(String(serverId), { addresses, origin: layer.origin });
    }
  }
  return expected;
}
