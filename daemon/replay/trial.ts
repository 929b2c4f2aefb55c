import { DmbootError, errorText } from '../../lib/error.js';
import {
  differences,
  type Expectation,
  type Fault,
  faultText,
  type Planned,
  placed,
  type Result,
  type Verdict,
} from '../../lib/replay/index.js';
import { Store } from '../../lib/tree/index.js';
import { Exit } from '../exit.js';
import { type Clock, NO_TIME, REAL_TIME } from './clock.js';
import { playByState, playInOrder } from './play.js';
import { Proof } from './proof.js';
import { readSource, type Source } from './source.js';

/** How traces and images are played. */
export interface Manner {
  readonly byState: boolean;
  /** True where everything comes when the trace says. */
  readonly realTime: boolean;
  /** Faults that a run has, all of them together; none: the trace is judged against its expectation. */
  readonly faults: readonly Fault[];
  /** Faults that come one by one, each at every command. */
  readonly matrix: readonly Planned[];
}

/** Plays traces and images one after the other and judges each. Keeps one scratch store, which is emptied in between. */
export class Trials {
  readonly #manner: Manner;
  readonly #clock: Clock;
  readonly #stores = new Map<string, Store>();

  constructor(manner: Manner) {
    this.#manner = manner;
    this.#clock = manner.realTime ? REAL_TIME : NO_TIME;
  }

  /** All replays of one file, as the manner wants them; `trying` is told of each that has a fault before it begins. What cannot be read is `malformed`. */
  async *of(
    file: string,
    trying: (fault: string) => void = () => undefined,
  ): AsyncGenerator<Verdict> {
    const { faults, matrix } = this.#manner;
    const from = performance.now();
    try {
      const source = await readSource(file);
      if (faults.length === 0 && matrix.length === 0) yield await this.#judged(source);
      else yield* this.#proven(source, trying);
    } catch (error) {
      if (!(error instanceof DmbootError || error instanceof Exit)) throw error;
      yield verdict(file, { result: 'malformed', problems: errorText(error).split('\n') }, from);
    }
  }

  async #judged(source: Source): Promise<Verdict> {
    const from = performance.now();
    const store = this.#store(source);
    const stage = { source, store, clock: this.#clock };
    const { pins } = new Proof(source, store, this.#clock);
    const played =
      this.#manner.byState || 'image' in source
        ? await playByState({ ...stage, pins })
        : { ...(await playInOrder({ ...stage, source })), unused: [] };
    const { report, exit, errors, departures, unused } = played;
    const found: Expectation = JSON.parse(JSON.stringify({ exit, ...report }));
    const { expectation } = source;
    const different =
      expectation === null
        ? ['expected a file beside it that says what must come of it, came none']
        : differences(expectation, found);
    return verdict(
      source.file,
      {
        problems: [
          ...departures.map(
            ({ line, expected, found }) =>
              `line ${line}: the trace holds "${expected}", and "${found}" came`,
          ),
          ...errors,
          ...different,
        ],
        notes:
          unused.length === 0 ? [] : [`not asked for: the answers in lines ${unused.join(', ')}`],
        outcomes: report.cards.map(({ outcome }) => outcome),
        commands: report.cards.reduce((sum, { apdus }) => sum + apdus, 0),
        found: different.length === 0 ? null : found,
      },
      from,
    );
  }

  async *#proven(source: Source, trying: (fault: string) => void): AsyncGenerator<Verdict> {
    const { faults, matrix } = this.#manner;
    const others = new Map<string, Source>();
    for (const fault of [...faults, ...matrix]) {
      if (fault.kind === 'swap') others.set(fault.other, await readSource(fault.other));
    }
    const proof = new Proof(source, this.#store(source), this.#clock);
    const sound = await proof.prepare(others);
    const each = matrix.flatMap((fault) =>
      Array.from({ length: sound.commands }, (_, at) => [placed(fault, at + 1)]),
    );
    for (const trial of faults.length > 0 ? [faults, ...each] : each) {
      trying(faultsText(trial));
      yield await this.#trial(proof, source, trial);
    }
  }

  async #trial(proof: Proof, source: Source, faults: readonly Fault[]): Promise<Verdict> {
    const from = performance.now();
    const outcome = await proof.of(faults);
    const missed = faults.filter(({ at }) => at > outcome.commands);
    const notes = missed.map(
      (one) => `${faultText(one)} did not happen: ${counted(outcome.commands)}`,
    );
    // Without a fault what must come of it is what always must.
    const { problems } = missed.length < faults.length ? outcome : await this.#judged(source);
    return verdict(source.file, { ...outcome, problems, notes, fault: faultsText(faults) }, from);
  }

  /** Rights are of a store, so there is one for each set of them. */
  #store({ config: { initial_rights: initialRights } }: Source): Store {
    const key = JSON.stringify(initialRights);
    const kept = this.#stores.get(key);
    if (kept !== undefined) {
      kept.empty();
      return kept;
    }
    const store = Store.scratch({ initialRights });
    this.#stores.set(key, store);
    return store;
  }
}

const counted = (commands: number): string =>
  commands === 1 ? 'there was one command' : `there were ${commands} commands`;

const faultsText = (faults: readonly Fault[]): string => faults.map(faultText).join(' ');

function verdict(
  trace: string,
  given: Partial<Verdict> & Pick<Verdict, 'problems'>,
  from: number,
): Verdict {
  const result: Result = given.problems.length === 0 ? 'passed' : 'failed';
  const milliseconds = Math.round((performance.now() - from) * 1000) / 1000;
  const nothing = { fault: null, result, notes: [], outcomes: [], commands: 0, found: null };
  return { trace, ...nothing, ...given, milliseconds };
}
