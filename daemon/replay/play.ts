import type { ReaderProvider } from '../../lib/reader/reader.js';
import { TraceProvider } from '../../lib/reader/trace.js';
import {
  type Fault,
  Faults,
  type PinWatch,
  type PlayedStay,
  StateSlot,
  StaysProvider,
} from '../../lib/replay/index.js';
import type { Departure } from '../../lib/trace/index.js';
import type { Origin, Store } from '../../lib/tree/index.js';
import { type Happening, reportOf } from '../events/happening.js';
import { EXIT, type ExitCode } from '../exit.js';
import type { Log } from '../log.js';
import { type CardReport, exitOf, type Report } from '../report.js';
import { supervise } from '../supervise.js';
import type { Clock } from './clock.js';
import type { Source } from './source.js';

export interface Played {
  readonly report: Omit<Report, 'sources'>;
  /** As of `dmbootd --trace`. */
  readonly exit: ExitCode;
  readonly departures: readonly Departure[];
  /** What was logged as an error: nothing should be. */
  readonly errors: readonly string[];
}

interface Stage {
  readonly source: Source;
  readonly store: Store;
  readonly clock: Clock;
  /** Called after everything that happens. */
  readonly happened?: () => void;
}

/** Plays a trace strictly in its order, through everything that a card goes through in the daemon. */
export async function playInOrder(stage: Stage): Promise<Played> {
  const provider = new TraceProvider([stage.source.trace], (micros) =>
    stage.clock.wait(micros / 1000),
  );
  const played = await run(stage, provider, provider.finished);
  return concluded(played, provider.departures);
}

export interface PlayedByState extends Played {
  readonly commands: number;
  /** Lines of answers that nobody asked for. */
  readonly unused: readonly number[];
}

/** Plays a trace, each card answering by its state, with faults if there are any; `others` are the traces that they name. */
export async function playByState(
  stage: Stage & {
    readonly faults?: readonly Fault[];
    readonly others?: ReadonlyMap<string, Source>;
    readonly pins: PinWatch;
  },
): Promise<PlayedByState> {
  const { source, pins } = stage;
  const departures: Departure[] = [];
  const slots: StateSlot[] = [];
  const reader = source.trace.reader ?? 'Replay';
  const staysOf = ({ trace, file }: Source): PlayedStay[] =>
    trace.stays.flatMap(({ events }, at) => {
      if (events[0]?.kind !== 'connect') return [];
      const pace = (micros: number): Promise<void> => stage.clock.wait(micros / 1000);
      const slot = new StateSlot(reader, trace, at, (one) => departures.push(one), pace);
      slots.push(slot);
      const removed = events.at(-1)?.kind === 'removed';
      return [{ card: `${file} ${at}`, slot, removed }];
    });
  const faults = new Faults(stage.faults ?? [], {
    sent: pins.sent,
    answered: pins.answered,
    wait: stage.clock.wait,
    tear: (other) => {
      const named = other === null ? undefined : stage.others?.get(other);
      provider.tear(named === undefined ? null : (staysOf(named)[0] ?? null));
    },
  });
  const stays = staysOf(source);
  const provider = new StaysProvider({
    name: reader,
    capabilities: ALL,
    stays,
    through: (slot) => faults.at(slot),
    onCard: (card) => pins.cameIn(card),
  });
  const played = await run(stage, provider, provider.finished);
  return {
    ...concluded(played, departures),
    commands: faults.count,
    unused: slots.flatMap((slot) => slot.unused).sort((a, b) => a - b),
  };
}

const ALL = { atr: true, reset: true, exclusive: true, basicChannel: true, protocol: true };

const ignore = (): void => undefined;

const concluded = (
  played: Omit<Played, 'departures' | 'exit'>,
  departures: readonly Departure[],
): Played => ({
  ...played,
  departures,
  exit: departures.length > 0 ? EXIT.data : exitOf({ ...played.report, sources: [] }),
});

async function run(
  { source: { config }, store, clock, happened }: Stage,
  provider: ReaderProvider,
  finished: Promise<void>,
): Promise<Omit<Played, 'departures' | 'exit'>> {
  const errors: string[] = [];
  const cards: CardReport[] = [];
  const purged: Origin[] = [];
  const tell = (happening: Happening): void => {
    const report = reportOf(happening);
    cards.push(...(report?.cards ?? []));
    purged.push(...(report?.purged ?? []));
    happened?.();
  };
  const supervisor = supervise(
    { config, record: null },
    {
      provider,
      store,
      log: onlyErrors(errors),
      pins: store.pins,
      tell,
      retries: false,
      patience: clock.patience,
    },
  );
  supervisor.start();
  await finished;
  await supervisor.until(() => supervisor.idle);
  supervisor.settle({ sparing: true });
  await supervisor.stop();
  happened?.();
  return { report: { cards, purged }, errors };
}

const onlyErrors = (errors: string[]): Log => ({
  error: (message) => errors.push(typeof message === 'string' ? message : message()),
  warn: ignore,
  info: ignore,
  debug: ignore,
});
