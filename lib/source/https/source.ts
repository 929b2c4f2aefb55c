import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { errorText } from '../../error.js';
import type { Desk, Source } from '../source.js';
import type { Trust } from './connect.js';
import { FetchError } from './error.js';
import { Poll } from './poll.js';

/** How often it is looked whether the network has come, while a request waits, in milliseconds. */
const LOOK_FOR_NETWORK_MS = 5_000;

export interface HttpsServer {
  readonly url: string;
  /** Whose certificates it is believed by: the system's, those in a file as PEM, or those of the cards that are in. */
  readonly anchors: 'system' | 'card' | { readonly file: string };
  readonly pins: Trust['pins'];
}

export interface HttpsOptions {
  readonly servers: readonly HttpsServer[];
  readonly client: Trust['client'];
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Certificates, as DER, that the cards which are in say are to be trusted. */
  cardAnchors(): readonly Uint8Array[];
  /** Whether there is a network. Where there was none, requests that failed are made again when it comes. */
  isOnline(): boolean;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/** Bootstrap Servers whose URLs are known a priori (5.1.2.4). */
export class HttpsSource implements Source {
  readonly #options: HttpsOptions;
  #polls: readonly Poll[] = [];
  #watch: NodeJS.Timeout | null = null;
  #wasOnline = true;

  constructor(options: HttpsOptions) {
    this.#options = options;
  }

  async start(desk: Desk): Promise<void> {
    const { servers } = this.#options;
    for (const origin of desk.known('https')) {
      if (!servers.some(({ url }) => url === origin.id)) desk.leave(origin);
    }
    this.#polls = servers.map((server) => new Poll(this.#pollOptions(server), desk));
    if (servers.length === 0) return;
    this.#wasOnline = this.#options.isOnline();
    this.#watch = setInterval(() => this.#look(), LOOK_FOR_NETWORK_MS);
    await Promise.all(this.#polls.map((poll) => poll.ask()));
  }

  check(): void {
    for (const poll of this.#polls) void poll.ask();
  }

  /** A card has been read: servers that are believed by its certificates are asked again. */
  cardVisited(): void {
    for (const [at, poll] of this.#polls.entries()) {
      if (this.#options.servers[at]?.anchors === 'card') void poll.ask();
    }
  }

  async stop(): Promise<void> {
    if (this.#watch) clearInterval(this.#watch);
    await Promise.all(this.#polls.map((poll) => poll.stop()));
  }

  #look(): void {
    const waiting = this.#polls.filter(({ waits }) => waits);
    if (waiting.length === 0 && this.#wasOnline) return;
    const isOnline = this.#options.isOnline();
    if (isOnline && !this.#wasOnline) for (const poll of waiting) void poll.ask();
    this.#wasOnline = isOnline;
  }

  #pollOptions({ url, anchors, pins }: HttpsServer): ConstructorParameters<typeof Poll>[0] {
    const { client, interval, timeLimit, random } = this.#options;
    const trust = async (): Promise<Trust> => ({ ca: await this.#ca(anchors), pins, client });
    // A card that went in the meantime vouches for nobody.
    const holds = ({ ca }: Trust): boolean =>
      anchors !== 'card' || (ca ?? []).every((one) => this.#cardCertificates().includes(one));
    return { url, trust, holds, interval, timeLimit, ...(random && { random }) };
  }

  async #ca(anchors: HttpsServer['anchors']): Promise<Trust['ca']> {
    if (anchors === 'system') return null;
    if (anchors !== 'card') return [await readCertificates(anchors.file)];
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

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new FetchError('trust', `the certificates to trust cannot be read: ${errorText(error)}`);
  }
}
