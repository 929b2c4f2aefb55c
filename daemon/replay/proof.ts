import { processDocuments } from '../../lib/bootstrap/index.js';
import type { Outcome } from '../../lib/outcome.js';
import { type Fault, PinWatch, type Verdict } from '../../lib/replay/index.js';
import { type LayerInput, type Origin, Store } from '../../lib/tree/index.js';
import type { Clock } from './clock.js';
import { type PlayedByState, playByState } from './play.js';
import type { Source } from './source.js';

/** A layer that no card brought: whatever goes wrong with a card, it stays as it is. */
const NEIGHBOUR: LayerInput = {
  origin: { kind: 'factory', id: 'replay' },
  documents: [
    { kind: 'dm', oid: null, label: null, bytes: new TextEncoder().encode('replay'), report: {} },
  ],
  mos: [
    {
      identity: 'replay:neighbour',
      parent: '.',
      name: 'Neighbour',
      nodes: [
        { path: '', format: 'node', type: null, value: null, acl: null, title: null, ref: null },
        {
          path: 'Value',
          format: 'chr',
          type: null,
          value: 'as it was',
          acl: null,
          title: null,
          ref: null,
        },
      ],
    },
  ],
};

const HALF = 'the tree was none that it is without faults, and not what whole documents make';

/**
 * What must hold whatever goes wrong with a card: the run ends, no error of ours is logged, the tree is one of those that it is without faults or what whole documents make, what
 * others brought is untouched, no PIN goes out that the rules forbid; and a second visit, at which nothing goes wrong, ends as if nothing ever had.
 */
export class Proof {
  readonly pins: PinWatch;
  readonly #source: Source;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #states = new Set<string>();
  #others: ReadonlyMap<string, Source> = new Map();
  #final = '';
  #outcomes: readonly Outcome[] = [];

  constructor(source: Source, store: Store, clock: Clock) {
    this.#source = source;
    this.#store = store;
    this.#clock = clock;
    this.pins = new PinWatch(source.config.smartcard.min_tries_left);
  }

  /** Plays the card, and those of `others`, without faults: what the tree is then is what it may be. */
  async prepare(others: ReadonlyMap<string, Source>): Promise<PlayedByState> {
    this.#others = others;
    for (const other of others.values()) {
      this.#begin();
      await this.#play(other, [], () => this.#states.add(this.#tree()));
    }
    this.#begin();
    const played = await this.#play(this.#source, [], () => this.#states.add(this.#tree()));
    this.#final = this.#tree();
    this.#outcomes = played.report.cards.map(({ outcome }) => outcome);
    return played;
  }

  /** Plays the card with faults, and once more without. */
  async of(
    faults: readonly Fault[],
  ): Promise<Pick<Verdict, 'problems' | 'outcomes' | 'commands' | 'notes'>> {
    this.#begin();
    const problems: string[] = [];
    const pins = new PinWatch(this.#source.config.smartcard.min_tries_left);
    const look = (): void => {
      if (problems.length === 0 && !this.#isSound()) problems.push(HALF);
    };
    const played = await this.#play(this.#source, faults, look, pins);
    const refused = pins.vain > 0;
    const again = await this.#play(this.#source, [], look, pins);
    problems.push(...[...played.errors, ...again.errors].map((error) => `an error: ${error}`));
    problems.push(...pins.breaches.map((breach) => `a PIN: ${breach}`));
    problems.push(...this.#unlike(again, refused));
    const outcomes = played.report.cards.map(({ outcome }) => outcome);
    return { problems, outcomes, commands: played.commands, notes: [] };
  }

  /** Where a second visit did not end as it should. */
  #unlike(again: PlayedByState, refused: boolean): string[] {
    const came = again.report.cards.map(({ outcome }) => outcome);
    // Without its PIN, which may not be tried again, a card yields less, or is asked for what a trace does not hold.
    if (refused) return [];
    const alike =
      came.length === this.#outcomes.length &&
      came.every((outcome, at) => {
        const expected = this.#outcomes[at];
        return outcome === expected || (outcome === 'unchanged' && expected === 'applied');
      });
    if (!alike) {
      return [`a second visit: expected ${this.#outcomes.join(', ')}, came ${came.join(', ')}`];
    }
    if (this.#tree() === this.#final) return [];
    return ['a second visit: the tree is not what it is without faults'];
  }

  #begin(): void {
    this.#store.empty();
    this.#store.apply(NEIGHBOUR);
    this.#states.add(this.#tree());
  }

  #play(
    source: Source,
    faults: readonly Fault[],
    happened?: () => void,
    pins: PinWatch = this.pins,
  ): Promise<PlayedByState> {
    const stage = { source, faults, others: this.#others, pins };
    return playByState({
      ...stage,
      store: this.#store,
      clock: this.#clock,
      ...(happened !== undefined && { happened }),
    });
  }

  /** All that users see, by whom it was brought. */
  #tree(): string {
    return JSON.stringify(this.#store.tree());
  }

  /** A state without faults, or what some documents make as a whole: an answer that went wrong may be that of another card. */
  #isSound(): boolean {
    return this.#states.has(this.#tree()) || this.#isWhole();
  }

  /** Whether the tree is just what the documents make that its layers came from. */
  #isWhole(): boolean {
    const { initial_rights: initialRights, message } = this.#source.config;
    const fresh = Store.scratch({ initialRights });
    try {
      fresh.apply(NEIGHBOUR);
      for (const { origin } of this.#store.layers()) {
        if (origin.kind === 'smartcard') fresh.apply(this.#anew(origin, message.lenient));
      }
      return JSON.stringify(fresh.tree()) === this.#tree();
    } finally {
      fresh.close();
    }
  }

  #anew(origin: Origin, lenient: boolean): LayerInput {
    return processDocuments(this.#store.documents(origin), origin, { lenient });
  }
}
