import {
  type BootstrapHost,
  bootstrapHosts,
  type ServiceRecord,
  serviceOf,
} from '../../lib/discovery/index.js';
import { errorText } from '../../lib/error.js';
import { type Announced, BackOff } from '../../lib/source/index.js';
import { type Origin, StoreError } from '../../lib/tree/index.js';

/** The only path that the specification prints for a message (5.5.7). */
const PATH = '/OMA/DM/Bootstrap.xml';
/** How often it is looked whether the network or the domains have changed, in milliseconds. */
const LOOK_MS = 5_000;
const RETRY = { first: 5_000, longest: 3_600_000 };

/** What a resolver says to a query that has no answer: the domain has no such servers. */
const NONE: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

export interface DiscoveryOptions {
  readonly trust: Pick<Announced, 'anchors' | 'pins'>;
  /** Milliseconds from an answer to the next query. */
  readonly interval: number;
  /** The domains to look in, at this moment, in their order. */
  domains(): readonly string[];
  /** `BootSrvDiscovery` of the Bootstrap Config MO (6.3). Throws `StoreError`. */
  isAllowed(): boolean;
  /** Asks a resolver. Rejects with the resolver's `code`. */
  lookUp(service: string): Promise<readonly ServiceRecord[]>;
  /** Whether there is a network. */
  isOnline(): boolean;
  /** The server that is to be asked is another one. */
  changed(): void;
  warn(line: string): void;
  /** As `Math.random`. */
  readonly random: () => number;
}

/** Finds Bootstrap Servers by the domain that this machine is in (Appendix E). */
export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #backOff: BackOff;
  #domain: string | null = null;
  #hosts: readonly BootstrapHost[] = [];
  #at = 0;
  #settled = false;
  #timer: NodeJS.Timeout | null = null;
  #watch: NodeJS.Timeout | null = null;
  #seen = '';
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#backOff = new BackOff({ ...RETRY, random: options.random });
  }

  /** What an earlier run discovered stands until some domain has answered, or each has said that it has no servers. */
  stands({ id }: Origin): boolean {
    return !this.#settled && id.startsWith(serviceOf(''));
  }

  /** The server to be asked now; none, or one. The domain is who brings its message: which of its hosts answers is the same. */
  get servers(): readonly Announced[] {
    const host = this.#hosts[this.#at];
    if (this.#domain === null || host === undefined) return [];
    return [
      {
        url: new URL(`https://${host.host}:${host.port}${PATH}`).href,
        origin: { kind: 'https', id: serviceOf(this.#domain) },
        ...this.#options.trust,
      },
    ];
  }

  /** Resolves when it has looked once. */
  start(): Promise<void> {
    this.#seen = this.#surroundings();
    this.#watch = setInterval(() => this.#watched(), LOOK_MS);
    return this.look();
  }

  /** Looks again, now. */
  look(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** The server that was asked could not be: the next one is (RFC 2782). */
  failed(origin: Origin): void {
    if (origin.id !== this.servers[0]?.origin.id || this.#hosts.length < 2) return;
    this.#at = (this.#at + 1) % this.#hosts.length;
    this.#options.changed();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#watch) clearInterval(this.#watch);
  }

  #surroundings(): string {
    return [this.#options.isOnline(), ...this.#options.domains()].join(' ');
  }

  #watched(): void {
    const seen = this.#surroundings();
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#backOff.reset();
    void this.look();
  }

  async #look(): Promise<void> {
    const allowed = this.#isAllowed();
    if (allowed === null) return this.#again(this.#backOff.next());
    if (!allowed) return this.#again(this.#options.interval);
    let failed = false;
    for (const domain of this.#options.domains()) {
      const hosts = await this.#hostsOf(domain);
      if (this.#stopped) return;
      if (hosts === null) failed = true;
      else if (hosts.length > 0) return this.#found(domain, hosts);
    }
    if (failed) this.#again(this.#backOff.next());
    else this.#found(null, []);
  }

  /** Null where the state cannot be read. */
  #isAllowed(): boolean | null {
    try {
      return this.#options.isAllowed();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#options.warn(`whether servers may be discovered is not known: ${error.message}`);
      return null;
    }
  }

  /** Null where nobody could say. */
  async #hostsOf(domain: string): Promise<readonly BootstrapHost[] | null> {
    try {
      const records = await this.#options.lookUp(serviceOf(domain));
      const { hosts, strangers } = bootstrapHosts(records, domain, this.#options.random);
      for (const stranger of strangers) {
        this.#options.warn(
          `${stranger} is said to be a bootstrap server of ${domain}, and stands outside of it: it is not asked`,
        );
      }
      return hosts;
    } catch (error) {
      if (error instanceof Error && 'code' in error && NONE.has(error.code)) return [];
      this.#options.warn(
        `the bootstrap servers of ${domain} cannot be looked up: ${errorText(error)}`,
      );
      return null;
    }
  }

  #found(domain: string | null, hosts: readonly BootstrapHost[]): void {
    const before = this.servers[0]?.url;
    const same = this.#hosts[this.#at];
    this.#domain = domain;
    this.#hosts = hosts;
    const at = hosts.findIndex(({ host, port }) => host === same?.host && port === same.port);
    this.#at = Math.max(at, 0);
    const first = !this.#settled;
    this.#settled = true;
    this.#backOff.reset();
    if (first || this.servers[0]?.url !== before) this.#options.changed();
    this.#again(this.#options.interval);
  }

  #again(wait: number): void {
    if (!this.#stopped) this.#timer = setTimeout(() => void this.look(), wait);
  }
}
