import { INS } from '../lib/apdu/index.js';
import { TraceProvider } from '../lib/reader/trace.js';
import {
  type Departure,
  departureText,
  END_OF_VISIT,
  maskedCommand,
  type Trace,
  type TraceEvent,
} from '../lib/trace/index.js';
import { Store, type VisibleNode } from '../lib/tree/index.js';
import { Pins } from './config/pins.js';
import type { Config } from './config/schema.js';
import type { Log } from './log.js';
import { policyOf } from './policy.js';
import type { CardReport } from './report.js';
import { Supervisor } from './supervisor.js';

/** Visits of which the tree is kept; of later ones only what came of them. */
const MAX_TREES = 16;
/** Lines of the log that are kept. */
const MAX_LINES = 200;

/** Matches what stands in place of a PIN in a trace: any PIN of this form is sent in as many bytes. */
const FILLER = '0000';

/** One visit to a card, as `dmbootd --trace` makes it. */
export interface ScratchVisit {
  /** The stay that it was in, counted from 1 as they stand in the trace. */
  readonly stay: number;
  readonly card: CardReport;
  /** Where it asked something else than the trace holds: what came of it then says nothing of the card. */
  readonly departure: Departure | null;
  /** The whole tree before and after it, secrets and all; null of visits beyond the first ones. */
  readonly before: readonly VisibleNode[] | null;
  readonly after: readonly VisibleNode[] | null;
}

export interface ScratchRun {
  readonly visits: readonly ScratchVisit[];
  /** The stays at the end of which what their card had brought was purged. */
  readonly purged: ReadonlySet<number>;
  /** What was not as it should be, a line each, but for departures. */
  readonly warnings: readonly string[];
  /** Where the walk asked something else than the trace holds: such a trace was made by another program, or by another release. */
  readonly departures: readonly Departure[];
}

/**
 * Runs a trace through all of the daemon, into a tree in memory that is empty at first. Where the trace has a VERIFY, a PIN stands in that matches
 * what is masked, whatever the configuration says.
 */
export async function scratchRun(trace: Trace, config: Config): Promise<ScratchRun> {
  const masked: Trace = {
    ...trace,
    stays: trace.stays.map(({ events }) => ({ events: events.map(withoutPin) })),
  };
  const events = trace.stays.flatMap((stay) => stay.events);
  const own = events.some(isVerify)
    ? [['default', FILLER] as const]
    : Object.entries(config.smartcard.pin);
  const pins = new Pins(new Map(own));
  // A stay without a connection is a reader that is empty at first.
  const numbers = trace.stays.flatMap((stay, at) =>
    stay.events.some(({ kind }) => kind === 'connect') ? [at + 1] : [],
  );

  const provider = new TraceProvider([masked]);
  const store = Store.scratch({ initialRights: config.initial_rights });
  const ledger = Store.scratch();
  const visits: ScratchVisit[] = [];
  const purged = new Set<number>();
  let departed = 0;
  const warnings = new Set<string>();
  let tree = store.tree();
  let inserted = 0;
  let isIn = false;
  const stay = (): number => numbers[inserted - 1] ?? 1;
  const supervisor = new Supervisor({
    provider,
    store,
    log: keeping(warnings),
    retries: false,
    record: null,
    removalGrace: config.smartcard.removal_grace,
    policy: { ...policyOf(config, pins, ledger.pins), patience: 0 },
    tell(happening) {
      // A card that is visited once more is told of as one that is in.
      if (happening.event === 'card-inserted' && !isIn) inserted += 1;
      if (happening.event === 'card-inserted') isIn = true;
      if (happening.event === 'card-removed') isIn = false;
      if (happening.event === 'purged') {
        purged.add(stay());
        tree = store.tree();
      }
      if (happening.event === 'card-visited') {
        const { card } = happening;
        const own = provider.departures.slice(departed);
        departed += own.length;
        const departure = own.find(({ found }) => found !== END_OF_VISIT) ?? null;
        if (visits.length < MAX_TREES) {
          const after = store.tree();
          visits.push({ stay: stay(), card, departure, before: tree, after });
          tree = after;
        } else {
          visits.push({ stay: stay(), card, departure, before: null, after: null });
        }
      }
    },
  });
  try {
    supervisor.start();
    await provider.finished;
    await supervisor.until(() => supervisor.idle);
    await supervisor.stop();
  } finally {
    store.close();
    ledger.close();
  }
  const { departures } = provider;
  const told = departures.map(departureText);
  const others = [...warnings].filter((warning) => !told.some((text) => warning.includes(text)));
  return { visits, purged, warnings: others, departures };
}

function withoutPin(event: TraceEvent): TraceEvent {
  if (event.kind !== 'command') return event;
  const { line, micros } = event;
  return event.masked ? event : { ...maskedCommand(event.bytes), line, micros };
}

/** Only who has a PIN asks for it, or for the tries that it has left. */
const isVerify = ({ kind, ...event }: TraceEvent): boolean =>
  kind === 'command' && 'bytes' in event && event.bytes[1] === INS.verify;

/** A log that keeps its warnings, each once. */
function keeping(warnings: Set<string>): Log {
  const keep = (message: string | (() => string)): void => {
    if (warnings.size < MAX_LINES) warnings.add(typeof message === 'string' ? message : message());
  };
  const pass = (): void => undefined;
  return { error: keep, warn: keep, info: pass, debug: pass };
}
