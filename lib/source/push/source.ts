import { createHash } from 'node:crypto';
import {
  isAuthentic,
  type Method,
  needsNetwork,
  needsUser,
  PushError,
  type PushedMessage,
  pushedMessage,
} from '../../push/index.js';
import type { DocumentKind, Origin } from '../../tree/model.js';
import { decodePush, WspError } from '../../wsp/index.js';
import type { SourceOutcome } from '../outcome.js';
import type { Desk, Source } from '../source.js';
import { DropFolder } from './folder.js';
import type { PushLedger } from './ledger.js';
import {
  FORGED,
  NO_IMSI,
  NO_MAC,
  REFUSED,
  REPLAYED,
  STRANGER,
  TOO_MANY,
  wrongPin,
} from './lines.js';
import type { Pushed, PushOutcome } from './outcome.js';
import { isAllowed, isOn, type PushPolicy } from './policy.js';

/** Digits of a digest that name a push. */
const ID_LENGTH = 12;

/** A push that waits for its PIN, without what is in it. */
export interface Waiting {
  readonly id: string;
  readonly sender: string;
  readonly kind: DocumentKind;
  /** What its MAC is made of. */
  readonly method: Method;
  readonly tries: number;
}

export interface PushParts {
  readonly ledger: PushLedger;
  /** IMSIs, in digits, of the subscribers that the device may be at this moment. */
  imsis(): readonly string[];
  /** What is told of a push that is refused, or of one that waits: one line. */
  tell(pushed: Pushed): void;
}

const originOf = (id: string): Origin => ({ kind: 'push', id });

/**
 * The server initiated bootstrap (5.1.2.3): pushes that somebody hands in who receives them, judged by their MAC. What came into force does nothing when it comes again.
 * What senders brought who may not push any more is left.
 */
export class PushSource implements Source {
  readonly #policy: PushPolicy;
  readonly #parts: PushParts;
  readonly #folder: DropFolder | null;
  #desk: Desk | null = null;

  constructor(policy: PushPolicy, parts: PushParts) {
    this.#policy = policy;
    this.#parts = parts;
    this.#folder =
      policy.folder === null || !isOn(policy)
        ? null
        : new DropFolder(policy.folder, (sender, pdu) => this.take(sender, pdu));
  }

  async start(desk: Desk): Promise<void> {
    this.#desk = desk;
    for (const origin of desk.known('push')) {
      if (isAllowed(this.#policy, origin.id)) desk.enter(origin);
      else desk.leave(origin);
    }
    for (const { digest, sender } of this.#parts.ledger.pending()) {
      if (!isAllowed(this.#policy, sender)) this.#parts.ledger.drop(digest);
    }
    await this.#folder?.start(desk);
  }

  /** Looks into the folder again. What had come into force and was purged may come again. */
  check(): void {
    const desk = this.#desk;
    const gone = (desk?.known('push') ?? []).filter((origin) => !desk?.isInForce(origin));
    this.#parts.ledger.forget(gone.map(({ id }) => id));
    this.#folder?.check();
  }

  async stop(): Promise<void> {
    this.#desk = null;
    await this.#folder?.stop();
  }

  get isOn(): boolean {
    return this.#desk !== null && isOn(this.#policy);
  }

  get waiting(): Waiting[] {
    return this.#parts.ledger.pending().map(({ digest, sender, tries, pdu }) => {
      const { kind, security } = pushedMessage(decodePush(pdu));
      return { id: idOf(digest), sender, kind, method: security!.method, tries };
    });
  }

  /** Takes a push PDU as it came, and tells what becomes of it. Throws `StoreError` where that could not be written down: then nothing became of it. */
  take(sender: string, pdu: Uint8Array): Pushed {
    const pushed = this.#judge(sender, pdu);
    this.#parts.tell(pushed);
    return pushed;
  }

  /**
   * Takes the PIN that somebody typed for a push that waits: with three wrong ones it is gone. A try is written down as spent before it is made.
   * Null where no such push waits. Throws `StoreError` as `take` does.
   */
  confirm(id: string, pin: string): (Pushed & { readonly tries: number }) | null {
    const { ledger } = this.#parts;
    const found = ledger.pending().find(({ digest }) => idOf(digest) === id);
    if (found === undefined) return null;
    const { digest, sender } = found;
    const message = pushedMessage(decodePush(found.pdu));
    const answer = (outcome: PushOutcome, detail: string | null, tries: number) => {
      const waits = outcome === 'pin-wrong' || outcome === 'later' || outcome === 'store-error';
      const pushed = { sender, outcome, detail, id: waits ? id : null };
      this.#parts.tell(pushed);
      return { ...pushed, tries };
    };
    if (this.#lacksImsi(message)) return answer('later', NO_IMSI, found.tries);
    const left = ledger.spend(digest);
    if (this.#isAuthentic(message, pin)) {
      const outcome = this.#install(sender, message, digest);
      if (outcome === 'store-error') ledger.giveBack(digest);
      else if (ledger.state(digest) === 'pending') ledger.drop(digest);
      return answer(outcome, null, outcome === 'store-error' ? found.tries : 0);
    }
    if (left > 0) return answer('pin-wrong', wrongPin(needsNetwork(message.security!), left), left);
    ledger.close(digest, sender, 'refused');
    return answer('pin-refused', REFUSED, 0);
  }

  #judge(sender: string, pdu: Uint8Array): Pushed {
    const answer = (
      outcome: PushOutcome,
      detail: string | null = null,
      id: string | null = null,
    ) => ({
      ...{ sender, outcome, detail, id },
    });
    if (!isAllowed(this.#policy, sender)) return answer('denied', STRANGER);
    let message: PushedMessage;
    try {
      message = pushedMessage(decodePush(pdu));
    } catch (error) {
      if (!(error instanceof WspError || error instanceof PushError)) throw error;
      return answer('unreadable', error.message);
    }
    const { ledger } = this.#parts;
    const digest = digestOf(message);
    switch (ledger.state(digest)) {
      case 'applied':
        return answer('replayed', REPLAYED);
      case 'refused':
        return answer('pin-refused', REFUSED);
      case 'pending':
        return answer('pending', null, idOf(digest));
    }
    const { security } = message;
    if (this.#policy.trusted.includes(sender))
      return answer(this.#install(sender, message, digest));
    if (security === null) return answer('unauthenticated', NO_MAC);
    if (needsUser(security)) {
      const isKept = ledger.keep(digest, sender, pdu);
      return isKept ? answer('pending', null, idOf(digest)) : answer('later', TOO_MANY);
    }
    if (this.#lacksImsi(message)) return answer('later', NO_IMSI);
    if (!this.#isAuthentic(message, null)) return answer('unauthenticated', FORGED);
    return answer(this.#install(sender, message, digest));
  }

  /** What came into force is never taken again. What the desk has to say of it, it says itself. */
  #install(sender: string, { kind, bytes }: PushedMessage, digest: string): SourceOutcome {
    const outcome =
      this.#desk?.offer({ origin: originOf(sender), documents: [{ kind, label: null, bytes }] }) ??
      'store-error';
    if (outcome === 'applied' || outcome === 'unchanged') {
      this.#parts.ledger.close(digest, sender, 'applied');
    }
    return outcome;
  }

  #isAuthentic(message: PushedMessage, pin: string | null): boolean {
    const { networkKey } = this.#policy;
    return isAuthentic(message, { imsis: this.#parts.imsis(), networkKey, pin });
  }

  #lacksImsi({ security }: PushedMessage): boolean {
    return security !== null && needsNetwork(security) && this.#parts.imsis().length === 0;
  }
}

/** Of the document, not of the whole PDU: whoever sends it again may number it anew. */
const digestOf = ({ kind, bytes }: PushedMessage): string =>
  createHash('sha256').update(`${kind}\0`).update(bytes).digest('hex').toUpperCase();

const idOf = (digest: string): string => digest.slice(0, ID_LENGTH);
