import { parseConfig } from '../../daemon/config/load.js';
import { loadPins } from '../../daemon/config/pins.js';
import { type Happening, reportOf } from '../../daemon/events/happening.js';
import type { Log, LogFields } from '../../daemon/log.js';
import { policyOf } from '../../daemon/policy.js';
import type { Report } from '../../daemon/report.js';
import { Sources } from '../../daemon/sources/sources.js';
import { Supervisor } from '../../daemon/supervisor.js';
import { VirtualProvider, type VirtualProviderOptions } from '../../lib/reader/virtual.js';
import type { Trust } from '../../lib/source/index.js';
import { type Account, Store } from '../../lib/tree/index.js';
import type { VirtualCard } from '../../lib/virtual-card/card.js';
import { heard } from '../support/secrecy.js';

export const FIRST = 'Reader 1';
export const SECOND = 'Reader 2';

export interface BenchOptions {
  /** TOML. */
  readonly config?: string;
  readonly store?: Store;
  readonly client?: Trust['client'];
  readonly retries?: boolean;
  readonly provider?: VirtualProviderOptions;
  /** Told of every line of the log as it is written: what `lines` keeps. */
  readonly heard?: (line: string) => void;
  /** Told of what happens, besides `happened`. */
  readonly tell?: (happening: Happening) => void;
  /** Which card is in which reader before the daemon starts. */
  readonly cards?: Readonly<Record<string, VirtualCard>>;
}

/** A daemon without its process: two virtual readers, a store, and what was reported and logged. */
export class Bench {
  readonly provider: VirtualProvider;
  readonly supervisor: Supervisor;
  readonly sources: Sources;
  readonly store: Store;
  readonly log: Log;
  readonly happened: Happening[] = [];
  readonly reports: Report[] = [];
  /** `level message`, and the error of a bug. */
  readonly lines: string[] = [];
  /** What each of them is about. */
  readonly fields: LogFields[] = [];
  readonly #options: BenchOptions;
  readonly #told: (() => void)[] = [];

  constructor(options: BenchOptions = {}) {
    this.#options = options;
    this.store = options.store ?? Store.scratch();
    this.provider = new VirtualProvider({ readers: [FIRST, SECOND], ...options.provider });
    for (const [reader, card] of Object.entries(options.cards ?? {})) {
      this.provider.insert(reader, card);
    }
    const config = parseConfig(options.config ?? '', 'bench.toml');
    this.log = logTo((line, fields) => {
      heard(line);
      this.lines.push(line);
      this.fields.push(fields);
      options.heard?.(line);
    });
    const tell = (happening: Happening): void => {
      heard(JSON.stringify(happening));
      this.happened.push(happening);
      if (happening.event === 'card-visited') this.sources.cardVisited(happening.card.identity);
      options.tell?.(happening);
      this.sources.follow();
      const report = reportOf(happening);
      if (report) this.reports.push(report);
      for (const wake of this.#told.splice(0)) wake();
    };
    this.sources = new Sources(config, {
      store: this.store,
      log: this.log,
      tell,
      client: options.client ?? null,
      cardAnchors: () => this.supervisor.anchors,
      imsis: () => this.supervisor.imsis,
      naming: () => this.supervisor.naming,
    });
    this.supervisor = new Supervisor({
      provider: this.provider,
      store: this.store,
      log: this.log,
      removalGrace: config.smartcard.removal_grace,
      retries: options.retries ?? true,
      record: null,
      tell,
      policy: policyOf(config, loadPins(config, undefined), this.store.pins),
    });
  }

  /** Started, and the cards that were there visited. */
  static async start(options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(options);
    bench.supervisor.start();
    if (options.provider?.up !== false) await bench.settled();
    return bench;
  }

  /** No visit is under way. */
  settled(): Promise<void> {
    return this.supervisor.until(() => this.supervisor.idle);
  }

  async insert(reader: string, card: VirtualCard): Promise<void> {
    this.provider.insert(reader, card);
    await this.settled();
  }

  async remove(reader: string): Promise<void> {
    this.provider.remove(reader);
    await this.settled();
  }

  async stop(): Promise<void> {
    await Promise.all([this.supervisor.stop(), this.sources.stop()]);
  }

  /** Resolves when this holds, looked at whenever something has happened. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((wake) => this.#told.push(wake));
  }

  /** The daemon is started again on the same state, with these cards in the readers. */
  async restart(options: Omit<BenchOptions, 'store'> = {}): Promise<Bench> {
    await this.stop();
    const { config, retries } = { ...this.#options, ...options };
    return Bench.start({
      ...options,
      ...(config === undefined ? {} : { config }),
      ...(retries === undefined ? {} : { retries }),
      store: this.store,
    });
  }

  /** `applied`, or `rejected: duplicate-identity`, of every visit so far. */
  get outcomes(): string[] {
    return this.reports
      .flatMap(({ cards }) => cards)
      .map(({ outcome, detail }) => (detail === null ? outcome : `${outcome}: ${detail}`));
  }

  get outcome(): string | undefined {
    return this.outcomes.at(-1);
  }

  /** The cards whose layers were purged so far. */
  get purged(): string[] {
    return this.reports.flatMap(({ purged }) => purged).map(({ id }) => id);
  }

  get accounts(): Account[] {
    return this.store.accounts();
  }

  /** Faults of the program that were logged. */
  get bugs(): string[] {
    return this.lines.filter((line) => line.startsWith('error a fault of this program'));
  }
}

export function logTo(write: (line: string, fields: LogFields) => void): Log {
  const at =
    (level: string) =>
    (message: string | (() => string), fields: LogFields = {}): void => {
      const { error } = fields;
      const text = typeof message === 'string' ? message : message();
      write(`${level} ${text}${error === undefined ? '' : ` ${String(error)}`}`, fields);
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}
