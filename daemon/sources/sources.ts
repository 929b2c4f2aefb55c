import { isDeepStrictEqual } from 'node:util';
import {
  FactorySource,
  HttpsSource,
  type PushSource,
  type Source,
  type Trust,
} from '../../lib/source/index.js';
import type { Origin, OriginKind } from '../../lib/tree/index.js';
import type { Config } from '../config/schema.js';
import type { Discovery } from '../discovery/discovery.js';
import type { SourceReport } from '../report.js';
import { isOnline } from '../session/network.js';
import { anchorsOf } from './anchors.js';
import { type AnnouncedNeeds, announced, noteSightings } from './announced.js';
import { type DeskParts, SourceDesk } from './desk.js';
import { discoveryOf } from './discovery.js';
import { type PushNeeds, pushSource } from './push.js';
import { webServers } from './web-server.js';

/** Whose layers are doubted at the start, and looked after from then on. */
const KINDS: readonly OriginKind[] = ['factory', 'https'];

/** What of a configuration the sources follow. */
const settingsOf = ({ factory, https, discovery, scws, push, message }: Config) => ({
  ...{ factory, https, discovery, scws, push, message },
});

const factorySource = ({ factory }: Config): Source =>
  new FactorySource(factory.enabled ? factory.folder : null);

const httpsSource = (
  { https, scws }: Config,
  parts: SourcesParts,
  discovery: Discovery | null,
): HttpsSource =>
  new HttpsSource({
    servers: https.server.map(({ url, ca, anchors, pins }) => ({
      url,
      anchors: anchorsOf(ca, anchors),
      pins,
    })),
    client: parts.client,
    cardAnchors: parts.cardAnchors,
    interval: https.interval,
    timeLimit: https.time_limit,
    announced: () => [
      ...(https.announced ? announced(parts) : []).map((one) => ({
        ...one,
        anchors: anchorsOf(https.announced_ca),
        pins: [],
      })),
      ...(discovery?.servers ?? []),
      ...webServers(scws, parts),
    ],
    stands: (origin) => discovery?.stands(origin) ?? false,
    isOnline,
  });

/** What the sources need of the rest of the daemon. */
export interface SourcesParts extends Omit<DeskParts, 'lenient'>, PushNeeds, AnnouncedNeeds {
  /** What this machine shows to servers that ask for a certificate. */
  readonly client: Trust['client'];
  /** Certificates, as DER, that the cards which are in say are to be trusted. */
  cardAnchors(): readonly Uint8Array[];
}

/** Where bootstrap messages come from besides cards (5.1.2), and what came of each. */
export class Sources {
  readonly #desk: SourceDesk;
  readonly #parts: SourcesParts;
  #config: Config;
  #sources: readonly Source[] = [];
  #push: PushSource | null = null;
  #https: HttpsSource | null = null;
  #discovery: Discovery | null = null;
  #isFollowing = false;
  /** What was begun, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(config: Config, parts: SourcesParts) {
    this.#parts = parts;
    this.#config = config;
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
    for (const source of this.#sources) if (source !== this.#https) source.check();
    void this.#checkServers();
  }

  /** DNS says first which servers there are: one that is none any more is not asked. */
  async #checkServers(): Promise<void> {
    const https = this.#https;
    await this.#discovery?.look();
    if (this.#https === https) https?.check();
  }

  /** Follows another configuration from now on. */
  reconfigure(config: Config): void {
    this.#desk.rank(config.policy.ranks);
    const same = isDeepStrictEqual(settingsOf(config), settingsOf(this.#config));
    this.#config = config;
    if (same) return;
    this.#turn = this.#turn.then(() => this.#end()).then(() => void this.#begin());
  }

  /** Something may have changed what is announced: it is looked at when this turn of the event loop is over. */
  follow(): void {
    const { https, discovery, scws } = this.#config;
    const isAnnounced = https.announced || discovery.enabled || scws.reader !== undefined;
    if (!isAnnounced || this.#isFollowing) return;
    this.#isFollowing = true;
    queueMicrotask(() => {
      this.#isFollowing = false;
      this.#desk.attempt(() => {
        this.#discovery?.follow();
        this.#https?.follow();
        noteSightings(this.#parts);
      });
    });
  }

  /** Every place that is looked at, and what came of it. Throws `StoreError`. */
  get reports(): SourceReport[] {
    return this.#desk.reports;
  }

  /** Where pushes are handed in; null where nobody may push. */
  get push(): PushSource | null {
    return this.#push?.isOn === true ? this.#push : null;
  }

  /** A card has been read: what depends on one is looked at again. */
  cardVisited(identity: string | null): void {
    this.#desk.attempt(() => this.#https?.cardVisited(identity));
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
    // Whether or not it is configured: a source that is not sees to it that nothing is left of it.
    const push = pushSource(this.#config, this.#parts);
    const parts = { ...this.#parts, desk: this.#desk };
    const discovery = discoveryOf(this.#config, parts, () => this.follow());
    const https = httpsSource(this.#config, this.#parts, discovery);
    const others = [factorySource(this.#config), push];
    this.#push = push;
    this.#discovery = discovery;
    this.#https = https;
    this.#sources = [...others, https];
    const ask = async (): Promise<void> => {
      await discovery?.start();
      // Or it ended in the meantime.
      if (this.#https === https) await https.start(this.#desk);
    };
    await Promise.all([ask(), ...others.map((source) => source.start(this.#desk))]);
  }

  async #end(): Promise<void> {
    this.#discovery?.stop();
    this.#discovery = null;
    this.#https = null;
    await Promise.all(this.#sources.map((source) => source.stop()));
    this.#sources = [];
  }
}
