import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { History, type HistoryBounds } from '../../../daemon/events/history.js';
import { CLIENT } from '../../../daemon/server/client.js';
import { CONTROL } from '../../../daemon/server/control.js';
import { Counters } from '../../../daemon/server/counters.js';
import { serverOf } from '../../../daemon/server/http.js';
import { LIMITS, type Limits } from '../../../daemon/server/limits.js';
import { listenAt } from '../../../daemon/server/listen.js';
import type { Served } from '../../../daemon/server/served.js';
import { Bench, type BenchOptions } from '../bench.js';

export interface OfficeOptions extends BenchOptions {
  readonly limits?: Partial<Limits>;
  readonly bounds?: HistoryBounds;
  /** Where the sockets are made; a folder of its own. */
  readonly folder?: string;
  /** The run of the daemon that it stands for; the first. */
  readonly run?: number;
}

/** A bench with both sockets, in a folder of its own. */
export class Office {
  readonly bench: Bench;
  readonly history: History;
  readonly control: string;
  readonly client: string;
  readonly served: Served;
  readonly folder: string;
  readonly #ownsFolder: boolean;
  readonly #servers: Server[] = [];

  private constructor(bench: Bench, options: OfficeOptions, heard: Heard) {
    const { limits, bounds, folder, run = 1 } = options;
    this.bench = bench;
    this.history = new History(run, bounds);
    const counters = new Counters();
    heard.tell = (happening) => {
      this.history.tell(happening);
      counters.tell(happening);
    };
    this.served = {
      supervisor: bench.supervisor,
      sources: bench.sources,
      store: bench.store,
      log: bench.log,
      history: this.history,
      counters,
      tell: heard.tell,
      state: 'bench',
      startedAt: new Date().toISOString(),
    };
    this.folder = folder ?? mkdtempSync(join(tmpdir(), 'dmbootd-office-'));
    this.#ownsFolder = folder === undefined;
    this.control = join(this.folder, 'control.sock');
    this.client = join(this.folder, 'client.sock');
    for (const routes of [CONTROL, CLIENT]) {
      this.#servers.push(serverOf(routes, this.served, { ...LIMITS, ...limits }));
    }
  }

  static async open(options: OfficeOptions = {}): Promise<Office> {
    const heard: Heard = { tell: () => undefined };
    const bench = new Bench({ ...options, tell: (happening) => heard.tell(happening) });
    const office = new Office(bench, options, heard);
    const [control, client] = office.#servers;
    await listenAt(control!, office.control, 'no such group', bench.log.warn);
    await listenAt(client!, office.client, 'no such group', bench.log.warn);
    await bench.sources.start();
    bench.supervisor.start();
    if (options.provider?.up !== false) await bench.settled();
    return office;
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    await this.bench.stop();
    if (this.#ownsFolder) rmSync(this.folder, { recursive: true });
  }
}

interface Heard {
  tell: Served['history']['tell'];
}
