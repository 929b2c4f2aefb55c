import type { PcscProvider } from '../lib/reader/pcsc/provider.js';
import { type Account, type Store, StoreError } from '../lib/tree/index.js';
import { loadClientCertificate } from './config/client-certificate.js';
import type { Config } from './config/schema.js';
import { startDeliveries } from './deliveries.js';
import { type Happening, reportOf } from './events/happening.js';
import { beginHistory } from './events/history.js';
import { EXIT, type ExitCode } from './exit.js';
import type { RootLog } from './log.js';
import { reload } from './reload.js';
import { reportJson } from './report.js';
import { Counters } from './server/counters.js';
import { serve } from './server/serve.js';
import { Sources } from './sources/sources.js';
import { statusLine } from './status.js';
import { supervise } from './supervise.js';
import type { Supervisor } from './supervisor.js';
import { beat } from './systemd/heartbeat.js';
import { ServiceManager } from './systemd/notify.js';

export interface WatchOptions {
  readonly config: Config;
  /** Reads the configuration anew. Throws `ConfigError`. */
  readonly read: () => Config;
  readonly record: string | null;
  readonly json: boolean;
  /** The state folder. */
  readonly state: string;
  /** The folder of the sockets. */
  readonly runtime: string;
}

export interface WatchParts {
  readonly provider: PcscProvider;
  readonly store: Store;
  readonly log: RootLog;
}

/** Watches the readers until it is told to stop. A service manager is kept in the picture. */
export async function watch(options: WatchOptions, parts: WatchParts): Promise<ExitCode> {
  const { store, log } = parts;
  const manager = new ServiceManager(process.env);
  const startedAt = new Date().toISOString();
  const history = beginHistory(store, log);
  const counters = new Counters();
  const tell = (happening: Happening): void => {
    history.tell(happening);
    counters.tell(happening);
    sources.follow();
    if (happening.event === 'card-visited') sources.cardVisited(happening.card.identity);
    const report = options.json ? reportOf(happening) : null;
    if (report) process.stdout.write(reportJson(report));
  };
  const shared = { ...parts, pins: store.pins, tell };
  const supervisor = supervise(options, { ...shared, retries: true });
  const client = loadClientCertificate(process.env['CREDENTIALS_DIRECTORY']);
  const sources = new Sources(options.config, {
    ...{ store, log, tell, client },
    imsis: () => supervisor.imsis,
    naming: () => supervisor.naming,
    cardAnchors: () => supervisor.anchors,
  });
  const over = new AbortController();

  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  let last = options.config;
  process.on('SIGHUP', () => {
    if (over.signal.aborted) return;
    manager.reloading();
    last = reload({ first: options.config, last }, options.read, {
      ...shared,
      supervisor,
      sources,
    });
    manager.ready();
  });

  const { state, runtime } = options;
  const served = { ...parts, supervisor, sources, history, counters, tell, state, startedAt };
  const stopServing = await serve(served, runtime);
  if (manager.present) void tellStatus(supervisor, store, manager, over.signal);
  if (!manager.ready()) {
    log.error('the service manager cannot be told anything: is the module unix-dgram installed?');
  }
  const stopDelivering = startDeliveries(options, {
    ...parts,
    history,
    tell,
    managed: manager.present,
  });
  void sources.start();
  supervisor.start();
  if (manager.watchdog !== null) {
    void beat(
      manager.watchdog,
      () => supervisor.turn(),
      () => manager.alive(),
      over.signal,
    );
  }

  const hopeless = supervisor.until(() => supervisor.hopeless !== null).then(() => null);
  const signal = await Promise.race([stopped, hopeless]);
  over.abort();
  manager.stopping();
  manager.status('stopping');
  if (signal === null) log.error(supervisor.hopeless ?? '');
  else log.info(`${signal}: stopping`);
  await Promise.all([stopServing(), supervisor.stop(), sources.stop()]);
  await stopDelivering();
  return signal === null ? EXIT.unavailable : EXIT.ok;
}

/** Keeps the service manager's line about this daemon true. */
async function tellStatus(
  supervisor: Supervisor,
  store: Store,
  manager: ServiceManager,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    manager.status(statusLine(supervisor.overview, accountsOf(store)));
    await supervisor.changed();
  }
}

/** Null where the state cannot be read: whoever reads it for more than this line says so. */
function accountsOf(store: Store): Account[] | null {
  try {
    return store.accounts();
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}
