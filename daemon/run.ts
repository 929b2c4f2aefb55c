import { PcscProvider } from '../lib/reader/pcsc/provider.js';
import { TraceProvider } from '../lib/reader/trace.js';
import { departureText, MAX_TRACE_LENGTH, parseTrace, type Trace } from '../lib/trace/index.js';
import {
  COPY_ACCESS,
  type Origin,
  type ReaderOptions,
  Store,
  type StoreOptions,
} from '../lib/tree/index.js';
import { loadClientCertificate } from './config/client-certificate.js';
import type { Config } from './config/schema.js';
import { type Happening, reportOf } from './events/happening.js';
import { EXIT, type ExitCode } from './exit.js';
import { readBounded } from './file.js';
import { createLog, type Log } from './log.js';
import { reportLines } from './print.js';
import { type CardReport, exitOf, type Report, reportJson, type SourceReport } from './report.js';
import { Sources } from './sources/sources.js';
import { supervise } from './supervise.js';
import type { Supervisor } from './supervisor.js';
import { type WatchOptions, type WatchParts, watch } from './watch.js';

/** How long `--once` waits for PC/SC and a first list of readers. */
const ONCE_PATIENCE_MS = 5_000;

const DEPARTURES_TOLD = 20;

interface RunOptions {
  readonly config: Config;
  readonly record: string | null;
  readonly json: boolean;
}

/** Plays traces in place of readers, and ends with the last one. */
export async function runOnTraces(
  options: RunOptions & { readonly traces: readonly string[]; readonly state: string | null },
): Promise<ExitCode> {
  const log = createLog(options.config.log, false);
  const provider = new TraceProvider(options.traces.map(readTrace));
  const rights = initialRights(options.config, log);
  const store =
    options.state === null
      ? Store.scratch(rights)
      : openStore(options.state, 'traces', log, rights);
  const ledger = Store.scratch();
  const report = new Collected(options.json);
  try {
    const supervisor = supervise(options, {
      provider,
      store,
      log,
      pins: ledger.pins,
      tell: report.add,
      retries: false,
      patience: 0,
    });
    supervisor.start();
    await provider.finished;
    await supervisor.until(() => supervisor.idle);
    supervisor.settle({ sparing: true });
    await supervisor.stop();
  } finally {
    store.close();
    ledger.close();
  }
  report.print();
  for (const departure of provider.departures.slice(0, DEPARTURES_TOLD)) {
    log.error(`the replay departs from its trace at ${departureText(departure)}`);
  }
  const untold = provider.departures.length - DEPARTURES_TOLD;
  if (untold > 0) log.error(`and ${untold} departures more`);
  return provider.departures.length > 0 ? EXIT.data : exitOf(report);
}

/** Watches real readers: for good, or with `once` for one look at each card that is there. */
export async function runOnReaders(
  options: WatchOptions & { readonly once: boolean },
): Promise<ExitCode> {
  const log = createLog(options.config.log, !options.once);
  const store = openStore(options.state, 'readers', log, {
    ...initialRights(options.config, log),
    sessions: options.config.session.start === 'systemd',
  });
  const provider = new PcscProvider({ match: options.config.readers.match });
  const parts = { provider, store, log };
  try {
    return options.once ? await lookOnce(options, parts) : await watch(options, parts);
  } finally {
    store.close();
  }
}

async function lookOnce(options: RunOptions, parts: WatchParts): Promise<ExitCode> {
  const report = new Collected(options.json);
  const tell = (happening: Happening): void => {
    report.add(happening);
    // A card that goes takes along what is being fetched for it.
    sources.follow();
  };
  const supervisor = supervise(options, {
    ...parts,
    pins: parts.store.pins,
    tell,
    retries: false,
  });
  const client = loadClientCertificate(process.env['CREDENTIALS_DIRECTORY']);
  const sources = new Sources(options.config, {
    ...parts,
    ...{ tell, client },
    cardAnchors: () => supervisor.anchors,
    imsis: () => supervisor.imsis,
    naming: () => supervisor.naming,
  });
  const { enabled } = options.config.smartcard;
  supervisor.start({ watches: enabled });
  const trouble = enabled ? await lookAtCards(supervisor) : null;
  // After the cards: a server may be believed by their certificates.
  await sources.start();
  await Promise.all([supervisor.stop(), sources.stop()]);
  report.print();
  if (trouble === null) return exitOf(report);
  parts.log.error(trouble);
  return EXIT.unavailable;
}

/** Waits until each card that is there has been visited. Null; or why PC/SC was of no use. */
async function lookAtCards(supervisor: Supervisor): Promise<string | null> {
  const hopeless = (): boolean => supervisor.hopeless !== null;
  const told = supervisor.until(() => supervisor.listed || hopeless());
  const listed = (await within(ONCE_PATIENCE_MS, told)) && !hopeless();
  if (listed) await supervisor.until(() => supervisor.idle || !supervisor.listed);
  if (!supervisor.listed) {
    const late = `PC/SC did not answer within ${ONCE_PATIENCE_MS / 1000} s`;
    return supervisor.hopeless ?? (listed ? 'PC/SC went away' : late);
  }
  supervisor.settle({ sparing: true });
  return null;
}

function initialRights({ initial_rights }: Config, log: Log): ReaderOptions {
  for (const { subtree, access } of initial_rights) {
    if ((access & COPY_ACCESS) === 0) continue;
    log.warn(`initial_rights: Copy on ${subtree} grants nothing, as no ACL has a word for it`);
  }
  return { initialRights: initial_rights };
}

function openStore(
  folder: string,
  kind: 'readers' | 'traces',
  log: Log,
  options: StoreOptions,
): Store {
  const store = Store.open(folder, kind, options);
  if (store.recovered) {
    log.error(
      `the state was damaged; it is kept at ${store.recovered.movedTo}, and a new one is built from the cards that are there`,
    );
  }
  if (store.recovered?.pinLedger === 'lost') {
    log.warn('which PINs the cards refused is lost: one that is wrong may be tried once more');
  }
  return store;
}

const readTrace = (file: string): Trace =>
  parseTrace(readBounded(file, MAX_TRACE_LENGTH).toString('utf8'), file);

/** What happened in a run that ends: told to people as it happens, or as one object at the end. */
class Collected implements Report {
  readonly cards: CardReport[] = [];
  readonly sources: SourceReport[] = [];
  readonly purged: Origin[] = [];
  readonly #json: boolean;

  constructor(json: boolean) {
    this.#json = json;
  }

  readonly add = (happening: Happening): void => {
    const report = reportOf(happening);
    if (!report) return;
    this.cards.push(...report.cards);
    this.sources.push(...report.sources);
    this.purged.push(...report.purged);
    if (!this.#json) process.stdout.write(`${reportLines(report).join('\n')}\n`);
  };

  print(): void {
    if (this.#json) process.stdout.write(reportJson(this));
  }
}

async function within(milliseconds: number, event: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const first = await Promise.race([event.then(() => true), late]);
  clearTimeout(timer);
  return first;
}
