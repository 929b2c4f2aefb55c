import { isDeepStrictEqual } from 'node:util';
import { FactorySource, HttpsSource, type Source, type Trust } from '../../lib/source/index.js';
import type { Origin, OriginKind } from '../../lib/tree/index.js';
import type { Config } from '../config/schema.js';
import type { SourceReport } from '../report.js';
import { isOnline } from '../session/network.js';
import { type DeskParts, SourceDesk } from './desk.js';

/** Whose layers are doubted at the start, and looked after from then on. */
const KINDS: readonly OriginKind[] = ['factory', 'https'];

/** What of a configuration the sources follow. */
const settingsOf = ({ factory, https, message }: Config) => ({ factory, https, message });

export interface SourcesParts extends Omit<DeskParts, 'lenient'> {
  /** What this machine shows to servers that ask for a certificate. */
  readonly client: Trust['client'];
  /** Certificates, as DER, that the cards which are in say are to be trusted. */
  cardAnchors(): readonly Uint8Array[];
}

/** Where bootstrap messages come from besides cards (5.1.2), and what came of each. */
export class Sources {
  readonly #desk: SourceDesk;
  readonly #parts: Pick<SourcesParts, 'client' | 'cardAnchors'>;
  #config: Config;
  #sources: readonly Source[] = [];
  #https: HttpsSource | null = null;
  /** What was begun, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(config: Config, { client, cardAnchors, ...parts }: SourcesParts) {
    this.#config = config;
    this.#parts = { client, cardAnchors };
    this.#desk = new SourceDesk({ ...parts, lenient: () => this.#config.message.lenient });
  }

  /** Resolves when every source has looked everywhere once. */
  async start(): Promise<void> {
    this.#desk.rank(this.#config.policy.ranks);
    this.#desk.doubtAll(KINDS);
    await this.#begin();
  }

  /** Looks everywhere again. What was purged by hand comes back. */
  check(): void {
    this.#desk.releaseAll();
    for (const source of this.#sources) source.check();
  }

  /** Follows another configuration from now on. */
  reconfigure(config: Config): void {
    this.#desk.rank(config.policy.ranks);
    const same = isDeepStrictEqual(settingsOf(config), settingsOf(this.#config));
    this.#config = config;
    if (same) return;
    this.#turn = this.#turn.then(() => this.#end()).then(() => void this.#begin());
  }

  /** Every place that is looked at, and what came of it. Throws `StoreError`. */
  get reports(): SourceReport[] {
    return this.#desk.reports;
  }

  /** A card has been read: what depends on one is looked at again. */
  cardVisited(): void {
    this.#https?.cardVisited();
  }

  /** Somebody purged what had come from there. */
  discarded(origin: Origin): void {
    this.#desk.discarded(origin);
  }

  async stop(): Promise<void> {
    await this.#turn;
    await this.#end();
    this.#desk.stop();
  }

  async #begin(): Promise<void> {
    const { factory, https } = this.#config;
    this.#https = new HttpsSource({
      servers: https.server.map(({ url, ca, anchors, pins }) => ({
        url,
        anchors: ca === undefined ? anchors : { file: ca },
        pins,
      })),
      interval: https.interval,
      timeLimit: https.time_limit,
      isOnline,
      ...this.#parts,
    });
    // Those that are not configured, too: they see to it that nothing is left of what they brought.
    this.#sources = [new FactorySource(factory.enabled ? factory.folder : null), this.#https];
    await Promise.all(this.#sources.map((source) => source.start(this.#desk)));
  }

  async #end(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()));
    this.#sources = [];
  }
}
