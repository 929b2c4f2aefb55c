import { pcscError, ReaderError, type ReaderErrorCode } from '../error.js';
import type {
  CardConnection,
  Disposition,
  Protocol,
  ReaderCapabilities,
  ShareMode,
} from '../reader.js';
import { Child } from './fork.js';
import type { WorkerReply, WorkerRequest } from './protocol.js';

export const CAPABILITIES: ReaderCapabilities = {
  atr: true,
  reset: true,
  exclusive: true,
  basicChannel: true,
  protocol: true,
};

/** What a failed exchange says when the card, or the service, is on its way out. */
const FIRST_SIGNS: ReadonlySet<ReaderErrorCode> = new Set(['transport', 'removed', 'down']);

/** Milliseconds that a worker gets to end in good order. */
const GRACE = 500;

/** Milliseconds in which the monitor must bear out that a card went: the service itself looks every 400 ms. */
const SETTLE = 1000;

/** What a connection must know of its slot. */
export interface SlotView {
  readonly reader: string;
  /** Milliseconds for each request. */
  readonly deadline: number;
  /** Aborts, with a `ReaderError` as its reason, when the card is certainly gone or PC/SC no longer answers. */
  readonly stay: AbortSignal;
}

interface Pending {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: ReaderError) => void;
  readonly timer: NodeJS.Timeout;
}

/** A connection through a worker child of its own. */
export class WorkerConnection implements CardConnection {
  readonly capabilities = CAPABILITIES;
  readonly share: ShareMode;
  /** Settles when the worker is no more. */
  readonly ended: Promise<void>;
  readonly #slot: SlotView;
  readonly #signal: AbortSignal;
  readonly #worker: Child<WorkerReply, WorkerRequest>;
  #pending: Pending | null = null;
  /** Why there is no worker to ask any more. */
  #over: ReaderError | null = null;
  #protocol: Protocol = 'T=0';
  #atr = new Uint8Array();

  /** @param signal aborts when the visit is called off. */
  constructor(slot: SlotView, share: ShareMode, signal: AbortSignal) {
    this.#slot = slot;
    this.share = share;
    this.#signal = AbortSignal.any([signal, slot.stay]);
    this.#worker = new Child('worker', [], (reply) => this.#heard(reply));
    this.ended = this.#worker.exited;
    void this.ended.then(() =>
      this.#finish(new ReaderError('transport', `the worker for ${slot.reader} ended by itself`)),
    );
    const cancel = () => this.cancel(whyAborted(this.#signal));
    this.#signal.addEventListener('abort', cancel, { once: true });
    void this.ended.then(() => this.#signal.removeEventListener('abort', cancel));
  }

  get protocol(): Protocol {
    return this.#protocol;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  async connect(): Promise<this> {
    const { reader } = this.#slot;
    try {
      this.#connected(await this.#ask({ kind: 'connect', reader, share: this.share }, 'connect'));
    } catch (error) {
      this.#worker.kill();
      throw error;
    }
    return this;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const reply = await this.#ask({ kind: 'transmit', command }, 'transmit');
    if (reply.kind !== 'response') throw unexpected('transmit', reply);
    if (reply.response.length < 2) {
      throw await this.#judge(
        new ReaderError(
          'transport',
          `transmit: expected at least the two bytes of a status word, got ${reply.response.length}`,
        ),
      );
    }
    return new Uint8Array(reply.response);
  }

  async reset(): Promise<void> {
    this.#connected(await this.#ask({ kind: 'reset' }, 'reset'));
  }

  async disconnect(disposition: Disposition): Promise<void> {
    try {
      await this.#ask({ kind: 'disconnect', disposition }, 'disconnect');
    } catch {
      this.#worker.kill();
    }
    this.#finish(new ReaderError('transport', 'the connection was ended'));
    await this.ended;
  }

  /** Ends the connection from outside: what is under way rejects with `reason`, and a PIN that was verified is forgotten. */
  cancel(reason: ReaderError): void {
    if (this.#over !== null) return;
    this.#finish(reason);
    this.#worker.say({
      kind: 'disconnect',
      disposition: this.share === 'exclusive' ? 'reset' : 'leave',
    });
    const timer = setTimeout(() => this.#worker.kill(), GRACE);
    void this.ended.then(() => clearTimeout(timer));
  }

  async #ask(request: WorkerRequest, doing: string): Promise<WorkerReply> {
    if (this.#over !== null) throw this.#over;
    const reply = await new Promise<WorkerReply>((resolve, reject) => {
      const timer = setTimeout(() => this.#missed(doing), this.#slot.deadline);
      this.#pending = { resolve, reject, timer };
      this.#worker.say(request);
    });
    if (reply.kind === 'absent-module') throw new ReaderError('absent-module', reply.reason);
    if (reply.kind === 'failed') {
      throw await this.#judge(
        reply.pcsc === null
          ? new ReaderError('transport', `${doing} failed: ${reply.reason}`)
          : pcscError(reply.pcsc, doing),
      );
    }
    return reply;
  }

  #heard(reply: WorkerReply): void {
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return;
    clearTimeout(pending.timer);
    pending.resolve(reply);
  }

  #missed(doing: string): void {
    const { deadline, reader } = this.#slot;
    // A connection attempt waits without limit behind another program's transaction; which of the two it was cannot be told.
    const held = doing === 'connect' ? ', or another program holds it in a transaction' : '';
    this.#finish(
      new ReaderError(
        'mute',
        `${doing}: the card in ${reader} gave no answer within ${deadline} ms${held}`,
      ),
    );
    this.#worker.kill();
  }

  #finish(reason: ReaderError): void {
    this.#over ??= reason;
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return;
    clearTimeout(pending.timer);
    pending.reject(this.#over);
  }

  /**
   * A failed exchange is often the first sign of a card that is being pulled, or of a service that goes down; and a card is
   * `removed` only where the monitor bears it out, because what came from it is purged then.
   */
  async #judge(error: ReaderError): Promise<ReaderError> {
    if (!FIRST_SIGNS.has(error.code)) return error;
    if (await aborts(this.#signal, SETTLE)) return whyAborted(this.#signal);
    if (error.code !== 'removed') return error;
    const { message, pcsc } = error;
    return new ReaderError('transport', message, { ...(pcsc !== null && { pcsc }), cause: error });
  }

  #connected(reply: WorkerReply): void {
    if (reply.kind !== 'connected') throw unexpected('connect', reply);
    this.#protocol = reply.protocol;
    this.#atr = new Uint8Array(reply.atr);
  }
}

function unexpected(doing: string, reply: WorkerReply): ReaderError {
  return new ReaderError('transport', `${doing}: the worker answered "${reply.kind}"`);
}

function whyAborted({ reason }: AbortSignal): ReaderError {
  return reason instanceof ReaderError
    ? reason
    : new ReaderError('removed', 'the visit of the card was called off', { cause: reason });
}

/** True as soon as the signal aborts, false after `ms` milliseconds without. */
function aborts(signal: AbortSignal, ms: number): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(true);
  return new Promise((resolve) => {
    const aborted = () => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve(false);
    }, ms);
    signal.addEventListener('abort', aborted, { once: true });
  });
}
