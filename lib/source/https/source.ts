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
  /** A file of certificates as PEM. */
  readonly ca: string | null;
  readonly pins: Trust['pins'];
}

export interface HttpsOptions {
  readonly servers: readonly HttpsServer[];
  readonly client: Trust['client'];
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds. */
  readonly timeLimit: number;
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

  #pollOptions({ url, ca, pins }: HttpsServer): ConstructorParameters<typeof Poll>[0] {
    const { client, interval, timeLimit, random } = this.#options;
    const trust = async (): Promise<Trust> => ({
      ca: ca === null ? null : await readCertificates(ca),
      pins,
      client,
    });
    return { url, trust, interval, timeLimit, ...(random && { random }) };
  }
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new FetchError('trust', `the certificates to trust cannot be read: ${errorText(error)}`);
  }
}
