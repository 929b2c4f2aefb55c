import type { ReaderProvider } from '../../lib/reader/reader.js';
import { TraceProvider } from '../../lib/reader/trace.js';
import {
  type Fault,
  Faults,
  ImageSlot,
  type PinWatch,
  type PlayedStay,
  type StateSlot,
  StaysProvider,
  staysOf,
} from '../../lib/replay/index.js';
import type { Departure } from '../../lib/trace/index.js';
import type { Origin, Store } from '../../lib/tree/index.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { type Happening, reportOf } from '../events/happening.js';
import { EXIT, type ExitCode } from '../exit.js';
import type { Log } from '../log.js';
import { type CardReport, exitOf, type Report } from '../report.js';
import { supervise } from '../supervise.js';
import type { Clock } from './clock.js';
import type { Source, TraceSource } from './source.js';

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
export async function playInOrder(
  stage: Stage & { readonly source: TraceSource },
): Promise<Played> {
  const provider = new TraceProvider([stage.source.trace], stage.clock.time);
  const played = await run(stage, provider, provider.finished);
  return concluded(played, provider.departures);
}

export interface PlayedByState extends Played {
  readonly commands: number;
  /** Lines of answers that nobody asked for. */
  readonly unused: readonly number[];
}

/** Plays a trace or an image, each card answering by its state, with faults if there are any; `others` are what they name. */
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
  const reader = ('trace' in source ? source.trace.reader : null) ?? 'Replay';
  const wait = async (ms: number): Promise<void> => await stage.clock.time?.wait(ms);
  const pace = (micros: number): Promise<void> => wait(micros / 1000);
  const staysFrom = (played: Source): PlayedStay[] => {
    if ('image' in played) {
      const slot = new ImageSlot(reader, new VirtualCard(played.image), wait);
      return [{ card: played.file, slot, insertion: 0, removal: 0 }];
    }
    const departed = (one: Departure): number => departures.push(one);
    const stays = staysOf(played.trace, { reader, departed, pace });
    slots.push(...stays.map(({ slot }) => slot));
    return stays;
  };
  const faults = new Faults(stage.faults ?? [], {
    sent: pins.sent,
    answered: pins.answered,
    wait,
    tear: (other) => {
      const named = other === null ? undefined : stage.others?.get(other);
      provider.tear(named === undefined ? null : (staysFrom(named)[0] ?? null));
    },
  });
  const provider = new StaysProvider({
    name: reader,
    capabilities: ALL,
    stays: staysFrom(source),
    through: (slot) => faults.at(slot),
    onCard: (card) => pins.cameIn(card),
    pace,
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
