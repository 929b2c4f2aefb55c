import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import type { Store } from '../../lib/tree/index.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import type { VirtualCard } from '../../lib/virtual-card/card.js';
import { Bench, type BenchOptions, FIRST, SECOND } from './bench.js';
import { GUARDED, ICCID, newCard, OTHER_ICCID, sample, watchPins } from './wallet.js';

const CONFIG = '[smartcard.pin]\ndefault = "1234"\n';
const GRACE = 30_000;
const RUNS = 80;
/** Enough for a visit and what follows from it. */
const MOST_TURNS = 400;

/** The first two are of one server, the last is a twin of the first: one identity and one message. */
const DESCRIPTIONS: readonly BootstrapCard[] = [
  { iccid: ICCID },
  { iccid: OTHER_ICCID, message: sample('same-server') },
  { iccid: '8988211000000430036', message: sample('other-server'), mode: '2g', ...GUARDED },
  { iccid: ICCID },
];

const reader = fc.constantFrom(FIRST, SECOND);
const card = fc.integer({ min: 0, max: DESCRIPTIONS.length - 1 });
const step = fc.record({
  step: fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('insert'), reader, card }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove'), reader }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('swap'), reader, card }) },
    { arbitrary: fc.record({ kind: fc.constant('down') }), weight: 1 },
    { arbitrary: fc.record({ kind: fc.constant('up') }), weight: 2 },
    { arbitrary: fc.record({ kind: fc.constant('restart') }), weight: 1 },
  ),
  /** How much happens before the next step: so many turns of the loop, or all that there is to do. */
  turns: fc.oneof(fc.integer({ min: 0, max: MOST_TURNS }), fc.constant(Number.POSITIVE_INFINITY)),
});
type Step = (typeof step extends fc.Arbitrary<infer T> ? T : never)['step'];

/** Two readers, four cards and a daemon, to which anything may happen that can happen in this world. */
class World {
  bench: Bench;
  #up = true;
  readonly #cards = DESCRIPTIONS.map((description) => newCard(description));
  readonly #in = new Map<string, VirtualCard>();

  constructor() {
    this.bench = new Bench({ config: CONFIG });
    this.bench.supervisor.start();
  }

  async do(one: Step): Promise<void> {
    switch (one.kind) {
      case 'insert':
        if (!this.#in.has(one.reader)) this.#insert(one.reader, this.#cards[one.card]!);
        break;
      case 'remove':
        this.#remove(one.reader);
        break;
      case 'swap':
        this.#remove(one.reader);
        this.#insert(one.reader, this.#cards[one.card]!);
        break;
      case 'down':
        this.bench.provider.down();
        this.#up = false;
        break;
      case 'up':
        this.bench.provider.up();
        this.#up = true;
        break;
      case 'restart':
        await this.#restart();
        break;
    }
  }

  async wait(turns: number): Promise<void> {
    if (turns === Number.POSITIVE_INFINITY && this.#up) await this.bench.settled();
    else for (let turn = 0; turn < Math.min(turns, MOST_TURNS); turn += 1) await Promise.resolve();
  }

  /** Which card is in which reader, in the order in which their layers came. */
  get present(): VirtualCard[] {
    const order = this.bench.store.layers().map(({ origin }) => origin.id);
    const place = ({ image }: VirtualCard): number =>
      order.indexOf(DESCRIPTIONS[this.#cards.findIndex((one) => one.image === image)]!.iccid!);
    return [...this.#in.values()].toSorted((a, b) => place(a) - place(b));
  }

  #insert(where: string, what: VirtualCard): void {
    if ([...this.#in.values()].includes(what)) return;
    this.#in.set(where, what);
    this.bench.provider.insert(where, what);
  }

  #remove(where: string): void {
    this.#in.delete(where);
    this.bench.provider.remove(where);
  }

  async #restart(): Promise<void> {
    const { store } = this.bench;
    await this.bench.stop();
    const options: BenchOptions = { store, config: CONFIG, cards: Object.fromEntries(this.#in) };
    this.bench = new Bench({ ...options, provider: { up: this.#up } });
    this.bench.supervisor.start();
  }
}

/** The tree with each object named by what it is: its name hangs on who came first. Accounts without their ids. */
function content(store: Store): unknown {
  const nodes = store.tree();
  const value = (uri: string): string => String(nodes.find((node) => node.uri === uri)?.value);
  const names = new Map<string, string>();
  for (const { uri, type, origin } of nodes) {
    if (type?.includes('dmacc')) names.set(uri, `account ${value(`${uri}/ServerID`)}`);
    if (type?.includes('nap')) names.set(uri, `nap ${origin?.id} ${value(`${uri}/NapId`)}`);
  }
  const named = (text: string): string => {
    const uri = [...names.keys()].find((one) => `${text}/`.startsWith(`${one}/`));
    return uri === undefined ? text : names.get(uri) + text.slice(uri.length);
  };
  return {
    nodes: nodes
      .map((node) => ({
        ...node,
        uri: named(node.uri),
        value: typeof node.value === 'string' ? named(node.value) : node.value,
      }))
      .toSorted((a, b) => (a.uri < b.uri ? -1 : 1)),
    accounts: store
      .accounts()
      .map(({ id: _, uri, ...account }) => ({ ...account, uri: named(uri) }))
      .toSorted((a, b) => (a.serverId < b.serverId ? -1 : 1)),
  };
}

/** The accounts that somebody knows of who heard of every event. */
function heardOf(store: Store): string[] {
  const known = new Set<string>();
  for (const { event, accountId } of store.outbox.pending(1000)) {
    assert.equal(known.has(accountId), event !== 'account-added', `${event} ${accountId}`);
    if (event === 'account-removed') known.delete(accountId);
    else known.add(accountId);
  }
  return [...known].toSorted();
}

describe('whatever happens to two readers and four cards', function () {
  this.timeout(60_000);
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());
  watchPins();

  it('the tree comes to be what the cards that are there would give from scratch', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const world = new World();
        for (const { step: one, turns } of steps) {
          await world.do(one);
          await world.wait(turns);
        }
        await world.do({ kind: 'up' });
        await world.bench.settled();
        await clock.tickAsync(GRACE);
        await world.bench.settled();
        const { store, bugs } = world.bench;

        const fresh = await Bench.start({ config: CONFIG });
        const readers = [FIRST, SECOND];
        for (const one of world.present) await fresh.insert(readers.shift()!, one);
        assert.deepEqual(content(store), content(fresh.store));
        assert.deepEqual(
          heardOf(store),
          store
            .accounts()
            .map(({ id }) => id)
            .toSorted(),
        );
        assert.deepEqual(bugs, []);
        await world.bench.stop();
        await fresh.stop();
        store.close();
        fresh.store.close();
      }),
      { seed: 5, numRuns: RUNS },
    ));
});
