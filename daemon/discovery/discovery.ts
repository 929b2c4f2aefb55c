import { isDeepStrictEqual } from 'node:util';
import { type BootstrapHost, serviceOf } from '../../lib/discovery/index.js';
import { type Announced, BackOff, type Next } from '../../lib/source/index.js';
import { type Origin, StoreError } from '../../lib/tree/index.js';
import { askDomains, type Fault, type Found } from './ask.js';
import { INHIBITED, none, outside } from './lines.js';
import type { DiscoveryOptions, DiscoveryOutcome } from './options.js';
import { isDiscovered, originOf } from './origin.js';

/** The only path that the specification prints for a message (5.5.7). */
const PATH = '/OMA/DM/Bootstrap.xml';
/** How often it is looked whether the network or the domains have changed, in milliseconds. */
const LOOK_MS = 5_000;
const RETRY = { first: 5_000, longest: 3_600_000 };

const urlOf = ({ host, port }: BootstrapHost): string =>
  new URL(`https://${host}:${port}${PATH}`).href;

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
  #again = false;
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
    this.#watch = setInterval(() => this.follow(), LOOK_MS);
    return this.look();
  }

  /** Looks again, now: what a look that is under way would find does not count. Resolves when none is under way any more. */
  look(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#again = true;
    this.#looking ??= this.#lookings().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Looks again where something is not as it was at the latest look: the network, the domains, or whether it may look. */
  follow(): void {
    if (this.#stopped || this.#surroundings() === this.#seen) return;
    this.#backOff.reset();
    void this.look();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#watch) clearInterval(this.#watch);
  }

  #surroundings(): string {
    const allowed = this.#isAllowed();
    const isAllowed = allowed instanceof StoreError ? 'unknown' : allowed;
    return [this.#options.isOnline(), isAllowed, ...this.#options.domains()].join(' ');
  }

  async #lookings(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    this.#seen = this.#surroundings();
    const allowed = this.#isAllowed();
    if (allowed instanceof StoreError) return this.#unknown(allowed);
    const domains = this.#options.domains();
    if (!allowed) return this.#inhibited(domains);
    const answers = await askDomains(domains, this.#options, {
      isOver: () => this.#stopped || this.#again,
      brought: (domain) => this.#brought(originOf(domain)),
    });
    if (answers === null) return;
    const { first, faults, strangers } = answers;
    if (first !== null) return this.#found(first, faults);
    this.#forget(domains);
    if (faults.length > 0) this.#failed(faults);
    else this.#foundNone(domains, strangers);
  }

  #isAllowed(): boolean | StoreError {
    try {
      return this.#options.isAllowed();
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
  }

  #unknown({ message }: StoreError): void {
    const line = `whether servers may be discovered is not known: ${message}`;
    this.#options.told('warn', line, null, this.#wait(this.#backOff.next()));
  }

  /** A server inhibits it (6.3): nobody is asked. It is looked again when that changes. */
  #inhibited(domains: readonly string[]): void {
    this.#take(null, []);
    this.#forget(domains);
    this.#note(domains, 'disabled', INHIBITED, null);
  }

  /** One line a domain that could not be looked up. A server that DNS named before is asked on, and has an outcome of its own. */
  #failed(faults: readonly Fault[]): void {
    const next = this.#wait(this.#backOff.next());
    for (const [domain, line] of faults) {
      const origin = originOf(domain);
      if (this.servers[0]?.origin.id === origin.id) this.#options.told('warn', line, origin, next);
      else this.#options.found(origin, 'unavailable', this.#withStays(origin, line), next);
    }
  }

  /** No domain has servers: what came stays, and is asked for again soon, for DNS may have lied. */
  #foundNone(domains: readonly string[], strangers: readonly string[]): void {
    this.#take(null, []);
    const brought = this.#before().length > 0;
    const next = this.#wait(brought ? this.#backOff.next() : this.#options.interval);
    const outcome = brought || strangers.length > 0 ? 'unavailable' : 'no-bootstrap';
    this.#note(domains, outcome, none(domains, strangers), next);
  }

  /** What came before is told of; where nothing did, each domain; where there is none of those either, it is a line of the log. */
  #note(domains: readonly string[], outcome: DiscoveryOutcome, line: string, next: Next): void {
    const before = this.#before();
    const origins = before.length > 0 ? before : domains.map(originOf);
    for (const origin of origins) {
      this.#options.found(origin, outcome, this.#withStays(origin, line), next);
    }
    if (origins.length === 0) this.#options.told('info', line, null, next);
  }

  #withStays(origin: Origin, line: string): string {
    return this.#brought(origin) ? `${line}; what came before stays` : line;
  }

  /** A domain that is not looked in any more, and brought nothing, is no place. */
  #forget(domains: readonly string[]): void {
    const looked = domains.map((domain) => originOf(domain).id);
    for (const origin of this.#options.places()) {
      if (!looked.includes(origin.id) && !this.#brought(origin)) this.#options.forget(origin);
    }
  }

  #found({ domain, hosts, strangers }: Found, faults: readonly Fault[]): void {
    const { interval, found, told } = this.#options;
    this.#take(domain, hosts);
    this.#forget([domain]);
    this.#backOff.reset();
    this.#wait(interval);
    for (const origin of this.#before()) {
      const line = `this machine is in ${domain} now: what came before stays until something comes from there`;
      found(origin, 'unavailable', line, interval);
    }
    for (const [at, line] of faults) told('warn', line, originOf(at), interval);
    if (strangers.length > 0) told('warn', outside(domain, strangers), originOf(domain), interval);
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

  /** Looks again after so many milliseconds. */
  #wait(wait: number): number {
    if (!this.#stopped) this.#timer = setTimeout(() => void this.look(), wait);
    return wait;
  }
}
