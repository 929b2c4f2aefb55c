import { isDeepStrictEqual } from 'node:util';
import { type BootstrapHost, serviceOf } from '../../lib/discovery/index.js';
import { type Announced, BackOff } from '../../lib/source/index.js';
import { type Origin, StoreError } from '../../lib/tree/index.js';
import { askDomain } from './ask.js';
import { none, outside } from './lines.js';
import type { DiscoveryOptions } from './options.js';

/** The only path that the specification prints for a message (5.5.7). */
const PATH = '/OMA/DM/Bootstrap.xml';
/** How often it is looked whether the network or the domains have changed, in milliseconds. */
const LOOK_MS = 5_000;
const RETRY = { first: 5_000, longest: 3_600_000 };

const urlOf = ({ host, port }: BootstrapHost): string =>
  new URL(`https://${host}:${port}${PATH}`).href;

const originOf = (domain: string): Origin => ({ kind: 'https', id: serviceOf(domain) });

/** Whether it is a domain that brings something, and no URL. */
export const isDiscovered = ({ kind, id }: Origin): boolean =>
  kind === 'https' && id.startsWith(serviceOf(''));

/** Finds Bootstrap Servers by the domain that this machine is in (Appendix E). */
export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #backOff: BackOff;
  #domain: string | null = null;
  #hosts: readonly BootstrapHost[] = [];
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

  /**
   * Whether what a domain brought stays, though it is not asked. DNS and DHCP are not authenticated: they may say where to look, and take nothing away. It goes when
   * another domain's server has shown by its certificate who it is, and brought something; or when another domain is configured.
   */
  stands(origin: Origin): boolean {
    const { domain } = this.#options;
    if (!isDiscovered(origin)) return false;
    if (domain !== null) return origin.id === serviceOf(domain);
    const [asked] = this.servers;
    if (asked === undefined || asked.origin.id === origin.id) return true;
    return !this.#brought(asked.origin);
  }

  /** The server to be asked now; none, or one. The domain is who brings its message: the next of its hosts is asked where the one before gives no answer (RFC 2782). */
  get servers(): readonly Announced[] {
    const [url, ...fallbacks] = this.#hosts.map(urlOf);
    if (this.#domain === null || url === undefined) return [];
    return [{ url, fallbacks, origin: originOf(this.#domain), ...this.#options.trust }];
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
    if (!this.#isAllowed()) return;
    const domains = this.#options.domains();
    const strangers: string[] = [];
    const faults: (readonly [domain: string, line: string])[] = [];
    for (const domain of domains) {
      const answer = await askDomain(domain, this.#options);
      if (this.#stopped) return;
      if (typeof answer === 'string') {
        faults.push([domain, answer]);
        // What brought something is not given up for a later domain because DNS fails.
        if (this.#brought(originOf(domain))) break;
      } else if (answer.hosts.length > 0) {
        this.#found(domain, answer.hosts);
        this.#tell(faults, this.#options.interval);
        if (answer.strangers.length > 0) {
          const line = outside(domain, answer.strangers);
          this.#options.told('warn', line, originOf(domain), this.#options.interval);
        }
        return;
      } else strangers.push(...answer.strangers);
    }
    if (faults.length > 0) this.#tell(faults, this.#again(this.#backOff.next()));
    else this.#foundNone(none(domains, strangers), strangers.length > 0);
  }

  /** False where it may not be looked now; then it is looked again later. */
  #isAllowed(): boolean {
    const { interval, isAllowed, told } = this.#options;
    try {
      const allowed = isAllowed();
      if (!allowed) this.#again(interval);
      return allowed;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const line = `whether servers may be discovered is not known: ${error.message}`;
      told('warn', line, null, this.#again(this.#backOff.next()));
      return false;
    }
  }

  /** One line a domain that could not be looked up. */
  #tell(faults: readonly (readonly [domain: string, line: string])[], next: number): void {
    const { doubted, told } = this.#options;
    for (const [domain, line] of faults) {
      const origin = originOf(domain);
      const asked = this.servers[0]?.origin.id === origin.id;
      if (!asked && this.#brought(origin)) doubted(origin, `${line}; what came before stays`, next);
      else told('warn', line, origin, next);
    }
  }

  /** No domain has servers: what came stays, and is asked for again soon, for DNS may have lied. */
  #foundNone(line: string, isOdd: boolean): void {
    const { interval, doubted, told } = this.#options;
    this.#take(null, []);
    const before = this.#before();
    const wait = before.length > 0 ? this.#backOff.next() : interval;
    this.#again(wait);
    for (const origin of before) doubted(origin, `${line}; what came before stays`, wait);
    if (before.length === 0) told(isOdd ? 'warn' : 'info', line, null, wait);
  }

  #found(domain: string, hosts: readonly BootstrapHost[]): void {
    const { interval, doubted } = this.#options;
    this.#take(domain, hosts);
    this.#backOff.reset();
    this.#again(interval);
    for (const origin of this.#before()) {
      const line = `this machine is in ${domain} now: what came before stays until something comes from there`;
      doubted(origin, line, interval);
    }
  }

  #brought({ id }: Origin): boolean {
    return this.#options.inForce().some((one) => one.id === id);
  }

  /** What came from other domains than the one that is asked, and stays. */
  #before(): readonly Origin[] {
    const asked = this.servers[0]?.origin.id;
    return this.#options.inForce().filter((one) => one.id !== asked && this.stands(one));
  }

  #take(domain: string | null, hosts: readonly BootstrapHost[]): void {
    const before = this.servers;
    this.#domain = domain;
    this.#hosts = hosts;
    const first = !this.#settled;
    this.#settled = true;
    if (first || !isDeepStrictEqual(this.servers, before)) this.#options.changed();
  }

  #again(wait: number): number {
    if (!this.#stopped) this.#timer = setTimeout(() => void this.look(), wait);
    return wait;
  }
}
