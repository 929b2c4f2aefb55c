import { errorText } from '../../error.js';
import type { Origin } from '../../tree/model.js';
import { BackOff } from '../backoff.js';
import type { SourceOutcome } from '../outcome.js';
import type { Desk } from '../source.js';
import type { Trust } from './connect.js';
import { FetchError } from './error.js';
import { type Fetched, fetchMessage, type Tag } from './fetch.js';
import { LONGEST_WAIT } from './limits.js';

/** A part of the time between two requests that is left to chance, so that a fleet's requests do not come all at once. */
const JITTER = 0.1;

const RETRY = { first: 5_000, longest: 3_600_000 };

export interface PollOptions {
  /** At least one: asked in their order within the same look, where the one before gave no answer. */
  readonly urls: readonly string[];
  /** Where there is no message, there is none any more. */
  readonly isFinal?: boolean;
  /** Who brings the message. */
  readonly origin: Origin;
  /** Read anew for each request. Throws `FetchError`. */
  trust(): Promise<Trust>;
  /** Whether that still counts when the answer is there. */
  holds?(trust: Trust): boolean;
  /** Milliseconds for one request, redirects and all. */
  readonly timeLimit: number;
  /** Milliseconds from an answer to the next request. */
  readonly interval: number;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/** One server, at one URL or several, that is asked again and again: after an answer at leisure, after a failure with back-off. */
export class Poll {
  readonly origin: Origin;
  readonly #options: PollOptions;
  readonly #desk: Desk;
  readonly #over = new AbortController();
  readonly #backOff: BackOff;
  readonly #random: () => number;
  #tag: Tag | null = null;
  #timer: NodeJS.Timeout | null = null;
  #asking: Promise<void> | null = null;
  #again = false;
  #failed = false;
  #urls: readonly string[];
  /** A server asked to be left alone. */
  #isLeftAlone = false;

  constructor(options: PollOptions, desk: Desk) {
    this.#options = options;
    this.#desk = desk;
    this.origin = options.origin;
    this.#urls = options.urls;
    this.#random = options.random ?? Math.random;
    this.#backOff = new BackOff({ ...RETRY, random: this.#random });
    desk.enter(this.origin);
  }

  /** The latest request failed, and the next one waits. */
  get waits(): boolean {
    return this.#failed && this.#asking === null;
  }

  /** It has these URLs from now on. One that it had not is asked now, unless a server asked to be left alone: they stand in for one another. */
  named(urls: readonly string[]): void {
    const isNew = urls.some((url) => !this.#urls.includes(url));
    this.#urls = urls;
    if (isNew && !this.#isLeftAlone) void this.ask();
  }

  /** Asks now, or once more after the request that is under way. Resolves when nothing is under way any more. */
  ask(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#asking !== null) {
      this.#again = true;
      return this.#asking;
    }
    this.#asking = this.#ask()
      .catch((error: unknown) => this.#desk.fault(error))
      .then(() => {
        this.#asking = null;
        return this.#again ? this.ask() : undefined;
      });
    return this.#asking;
  }

  async stop(): Promise<void> {
    this.#over.abort();
    this.#again = false;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#asking;
  }

  async #ask(): Promise<void> {
    this.#again = false;
    const failures: (readonly [string, FetchError])[] = [];
    for (const url of this.#urls) {
      const fetched = await this.#fetch(url);
      if (this.#over.signal.aborted) return;
      if (!(fetched instanceof FetchError)) return this.#answered(fetched);
      failures.push([url, fetched]);
    }
    this.#unanswered(failures);
  }

  async #fetch(url: string): Promise<Fetched | FetchError> {
    const { signal } = this.#over;
    try {
      const trust = await this.#options.trust();
      const fetched = await fetchMessage(url, {
        trust,
        timeLimit: this.#options.timeLimit,
        tag: this.#desk.isInForce(this.origin) ? this.#tag : null,
        signal,
      });
      return this.#options.holds?.(trust) === false
        ? new FetchError('trust', 'the card that vouched for the server has gone')
        : fetched;
    } catch (error) {
      if (error instanceof FetchError) return error;
      return signal.aborted ? new FetchError('transport', 'broken off') : this.#bug(error);
    }
  }

  #bug(error: unknown): FetchError {
    this.#desk.fault(error);
    return new FetchError('transport', `a fault of this program: ${errorText(error)}`);
  }

  #unanswered(failures: readonly (readonly [url: string, why: FetchError])[]): void {
    const asked = failures.map(([, { retryAfter }]) => retryAfter ?? 0);
    const next = this.#afterFailure(Math.max(...asked));
    const detail = failures
      .map(([url, { message }]) =>
        failures.length > 1 || this.origin.id !== url
          ? `${new URL(url).host}: ${message}`
          : message,
      )
      .join('; ');
    this.#desk.found(this.origin, 'unavailable', detail, next);
  }

  #answered(fetched: Fetched): void {
    switch (fetched.kind) {
      case 'message':
        this.#take(fetched);
        break;
      case 'unchanged':
        this.#desk.found(this.origin, 'unchanged', null, this.#afterAnswer());
        break;
      case 'none': {
        this.#tag = null;
        const { gone } = fetched;
        const outcome = gone || this.#options.isFinal === true ? 'withdrawn' : 'no-bootstrap';
        const detail = gone
          ? 'the server says that it is gone for good'
          : 'the server has no message';
        this.#desk.found(this.origin, outcome, detail, this.#afterAnswer());
        break;
      }
    }
  }

  #take({ document, bytes, tag, isWhole }: Fetched & { readonly kind: 'message' }): void {
    this.#tag = null;
    const isPassing = (outcome: SourceOutcome): boolean =>
      outcome === 'store-error' || (outcome === 'malformed' && !isWhole);
    const next = (outcome: SourceOutcome): number =>
      isPassing(outcome) ? this.#afterFailure(0) : this.#afterAnswer();
    const documents = [{ kind: document, label: null, bytes }];
    const outcome = this.#desk.offer({ origin: this.origin, documents }, next);
    if (outcome === 'applied' || outcome === 'unchanged') this.#tag = tag;
  }

  #afterAnswer(): number {
    this.#failed = false;
    this.#isLeftAlone = false;
    this.#backOff.reset();
    return this.#wait(this.#options.interval * (1 - JITTER * this.#random()));
  }

  /** Never sooner than the server asked for. */
  #afterFailure(retryAfter: number): number {
    this.#failed = true;
    this.#isLeftAlone = retryAfter > 0;
    const asked = retryAfter * (1 + JITTER * this.#random());
    return this.#wait(Math.max(this.#backOff.next(), asked));
  }

  #wait(milliseconds: number): number {
    const wait = Math.min(Math.round(milliseconds), LONGEST_WAIT);
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.ask(), wait);
    return wait;
  }
}
