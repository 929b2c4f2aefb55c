import { X509Certificate } from 'node:crypto';
import type { Origin } from '../../tree/model.js';
import type { Desk, Source } from '../source.js';
import { readCertificates } from './certificates.js';
import type { Trust } from './connect.js';
import { FetchError } from './error.js';
import { MAX_SERVERS } from './limits.js';
import { Poll } from './poll.js';

/** How often it is looked whether the network has come, while a request waits, in milliseconds. */
const LOOK_FOR_NETWORK_MS = 5_000;

export interface HttpsServer {
  readonly url: string;
  /** Whose certificates it is believed by: the system's, those in a file as PEM, or those of the cards that are in. */
  readonly anchors: 'system' | 'card' | { readonly file: string };
  readonly pins: Trust['pins'];
}

/** A server that somebody else than the configuration names. */
export interface Announced {
  readonly url: string;
  /** Who brings its message: the URL itself, or the card that names it. */
  readonly origin: Origin;
  readonly anchors: HttpsServer['anchors'];
  readonly pins: HttpsServer['pins'];
  /** URLs of the same server, asked in their order where the one before gave no answer. */
  readonly fallbacks?: readonly string[];
  /**
   * It is on the card that brings its message, at an address where anybody might answer: nobody there is shown who this machine is. Where it has no message, the
   * card has none.
   */
  readonly isOnCard?: boolean;
}

export interface HttpsOptions {
  readonly servers: readonly HttpsServer[];
  readonly client: Trust['client'];
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** What is announced at this moment, in the order of precedence. */
  announced(): readonly Announced[];
  /** Whether what came from there stands, though nobody names it at this moment. */
  stands(origin: Origin): boolean;
  /** Certificates, as DER, that the cards which are in say are to be trusted. */
  cardAnchors(): readonly Uint8Array[];
  /** Whether there is a network. Where there was none, requests that failed are made again when it comes. */
  isOnline(): boolean;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/** What a domain brings is of one server, wherever that is at the moment. A card that names another URL names another server. */
const keyOf = ({ origin: { kind, id }, url }: Announced): string =>
  kind === 'https' ? `${kind} ${id}` : `${kind} ${id} ${url}`;

const urlsOf = ({ url, fallbacks = [] }: Announced): readonly string[] => [url, ...fallbacks];

/** Bootstrap Servers whose URLs are known a priori (5.1.2.4): from the configuration, and as far as they are announced, from the tree and from cards (6.3). */
export class HttpsSource implements Source {
  readonly #options: HttpsOptions;
  #desk: Desk | null = null;
  readonly #polls = new Map<string, Poll>();
  readonly #ending = new Set<Promise<void>>();
  #watch: NodeJS.Timeout | null = null;
  #wasOnline = true;

  constructor(options: HttpsOptions) {
    this.#options = options;
  }

  async start(desk: Desk): Promise<void> {
    this.#desk = desk;
    const places = this.#places();
    this.#leave(desk, places);
    await Promise.all(places.map((place) => this.#begin(place, desk).ask()));
  }

  check(): void {
    for (const poll of this.#polls.values()) void poll.ask();
  }

  /** Asks those that are announced since, and no longer those that are not: what a URL brought that nobody names any more is left, a card's is up to the card. */
  follow(): void {
    const desk = this.#desk;
    if (desk === null) return;
    const places = new Map(this.#places().map((place) => [keyOf(place), place]));
    for (const [key, poll] of this.#polls) {
      if (places.has(key)) continue;
      this.#polls.delete(key);
      const ending = poll.stop().finally(() => this.#ending.delete(ending));
      this.#ending.add(ending);
    }
    this.#leave(desk, [...places.values()]);
    for (const [key, place] of places) {
      const poll = this.#polls.get(key);
      if (poll) poll.named(urlsOf(place));
      else void this.#begin(place, desk).ask();
    }
  }

  /** What came from a place that nobody names any more goes; what came for a card is up to the card. */
  #leave(desk: Desk, places: readonly Announced[]): void {
    const isPlace = ({ kind, id }: Origin): boolean =>
      places.some(({ origin }) => origin.kind === kind && origin.id === id);
    for (const origin of desk.known('https')) {
      if (!isPlace(origin) && !this.#options.stands(origin)) desk.leave(origin);
    }
    for (const origin of desk.known('smartcard')) if (!isPlace(origin)) desk.forget(origin);
  }

  /** A card has been read: servers that are believed by the certificates of cards are asked again, and the one whose message is this card's. */
  cardVisited(identity: string | null): void {
    for (const place of this.#places()) {
      const { kind, id } = place.origin;
      const isOfCard = place.anchors === 'card' || (kind === 'smartcard' && id === identity);
      if (isOfCard) void this.#polls.get(keyOf(place))?.ask();
    }
  }

  async stop(): Promise<void> {
    this.#desk = null;
    if (this.#watch) clearInterval(this.#watch);
    await Promise.all([...this.#ending, ...[...this.#polls.values()].map((poll) => poll.stop())]);
  }

  /** Each once, and not more than may be: the configuration's come first. */
  #places(): Announced[] {
    const { servers, announced } = this.#options;
    const configured = servers.map((server) => ({
      ...server,
      origin: { kind: 'https', id: server.url } as const,
    }));
    const all = new Map<string, Announced>();
    for (const place of [...configured, ...announced()]) {
      const key = keyOf(place);
      if (!all.has(key) && all.size < MAX_SERVERS) all.set(key, place);
    }
    return [...all.values()];
  }

  #begin(place: Announced, desk: Desk): Poll {
    const poll = new Poll(this.#pollOptions(place), desk);
    this.#polls.set(keyOf(place), poll);
    if (this.#watch === null) {
      this.#wasOnline = this.#options.isOnline();
      this.#watch = setInterval(() => this.#look(), LOOK_FOR_NETWORK_MS);
    }
    return poll;
  }

  #look(): void {
    const waiting = [...this.#polls.values()].filter(({ waits }) => waits);
    if (waiting.length === 0 && this.#wasOnline) return;
    const isOnline = this.#options.isOnline();
    if (isOnline && !this.#wasOnline) for (const poll of waiting) void poll.ask();
    this.#wasOnline = isOnline;
  }

  #pollOptions(place: Announced): ConstructorParameters<typeof Poll>[0] {
    const { origin, anchors, pins, isOnCard = false } = place;
    const { interval, timeLimit, random } = this.#options;
    const client = isOnCard ? null : this.#options.client;
    const trust = async (): Promise<Trust> => ({ ca: await this.#ca(anchors), pins, client });
    // A card that went in the meantime vouches for nobody.
    const holds = ({ ca }: Trust): boolean =>
      anchors !== 'card' || (ca ?? []).every((one) => this.#cardCertificates().includes(one));
    return {
      ...{ urls: urlsOf(place), isFinal: isOnCard, origin, trust, holds, interval, timeLimit },
      ...(random && { random }),
    };
  }

  async #ca(anchors: HttpsServer['anchors']): Promise<Trust['ca']> {
    if (anchors === 'system') return null;
    if (anchors !== 'card') return await readCertificates(anchors.file);
    const ca = this.#cardCertificates();
    if (ca.length > 0) return ca;
    throw new FetchError('trust', 'no card with certificates to trust is in');
  }

  #cardCertificates(): string[] {
    return this.#options.cardAnchors().flatMap((der) => {
      try {
        return [new X509Certificate(der).toString()];
      } catch {
        // OpenSSL takes less than a card may hold.
        return [];
      }
    });
  }
}
