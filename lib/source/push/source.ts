import {
  isAuthentic,
  type Method,
  needsNetwork,
  needsUser,
  PushError,
  type PushedMessage,
  pushedMessage,
} from '../../push/index.js';
import { StoreError } from '../../tree/error.js';
import type { DocumentKind, Origin } from '../../tree/model.js';
import { decodePush, WspError } from '../../wsp/index.js';
import { SOURCE_OUTCOMES } from '../outcome.js';
import type { Desk, Offer, Source } from '../source.js';
import { digestOfDocument, digestOfSecured, idOf } from './digest.js';
import { DropFolder } from './folder.js';
import type { PendingPush, PushLedger } from './ledger.js';
import {
  DROPPED,
  FORGED,
  MADE_ROOM,
  NO_IMSI,
  NO_MAC,
  REFUSED,
  REPLAYED,
  STRANGER,
  wrongPin,
} from './lines.js';
import type { Pushed, PushOutcome } from './outcome.js';
import { isAllowed, isOn, type PushPolicy } from './policy.js';

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
  /** What is told of a push that the desk knows nothing of: one line. */
  tell(pushed: Pushed): void;
}

type Answer = Omit<Pushed, 'sender'>;

const originOf = (id: string): Origin => ({ kind: 'push', id });

const offerOf = (sender: string, { kind, bytes }: PushedMessage): Offer => ({
  origin: originOf(sender),
  documents: [{ kind, label: null, bytes }],
});

const readOf = (pdu: Uint8Array): PushedMessage => pushedMessage(decodePush(pdu));

const answerOf = (
  outcome: PushOutcome,
  detail: string | null = null,
  id: string | null = null,
): Answer => ({ outcome, detail, id });

/**
 * The server initiated bootstrap (5.1.2.3): pushes that somebody hands in who receives them, judged by their MAC. What came into force does nothing when it comes again.
 * What senders brought who may not push any more is left, and may come again when they may.
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
        : new DropFolder(policy.folder, (sender, pdu, before) => this.take(sender, pdu, before));
  }

  async start(desk: Desk): Promise<void> {
    this.#desk = desk;
    const { ledger } = this.#parts;
    const isGone = (sender: string): boolean => !isAllowed(this.#policy, sender);
    for (const origin of desk.known('push')) {
      if (isGone(origin.id)) desk.leave(origin);
      else desk.enter(origin);
    }
    try {
      for (const { digest, sender } of ledger.pending()) if (isGone(sender)) ledger.drop(digest);
      ledger.forget(isGone);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      desk.warn(error.message);
    }
    await this.#folder?.start(desk);
  }

  /** Looks into the folder again. What had come into force and was purged may come again. */
  check(): void {
    const desk = this.#desk;
    if (desk === null) return;
    this.#parts.ledger.forget((sender) => !desk.isInForce(originOf(sender)));
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
      const { kind, security } = readOf(pdu);
      return { id: idOf(digest), sender, kind, method: security!.method, tries };
    });
  }

  /**
   * Takes a push PDU as it came, and tells what becomes of it.
   *
   * @param before what came of it the last time, where it is handed in again and again: that is not told once more.
   */
  take(sender: string, pdu: Uint8Array, before: PushOutcome | null = null): Pushed {
    const answer = this.#attempt(sender, () => this.#judge(sender, pdu));
    return this.#told({ sender, ...answer }, before);
  }

  /**
   * Takes the PIN that somebody typed for a push that waits: with three wrong ones it is gone. A try is written down as spent before it is made.
   * Null where no such push waits. Throws `StoreError` where the state cannot be read.
   */
  confirm(id: string, pin: string): (Pushed & { readonly tries: number }) | null {
    const found = this.#waits(id);
    if (found === undefined) return null;
    const { digest, sender } = found;
    const { ledger } = this.#parts;
    const answer = this.#attempt(sender, () => this.#try(found, pin));
    const isLeft = ledger.state(digest) === 'pending';
    const tries = isLeft ? (this.#waits(id)?.tries ?? 0) : 0;
    return { ...this.#told({ sender, ...answer, id: isLeft ? id : null }), tries };
  }

  /** Whoever knows that nobody will type its PIN takes away a push that waits for it. Null where none does. Throws `StoreError`: then it still waits. */
  drop(id: string): Pushed | null {
    const found = this.#waits(id);
    if (found === undefined) return null;
    this.#parts.ledger.drop(found.digest);
    return this.#told({ sender: found.sender, ...answerOf('dropped', DROPPED, id) });
  }

  #waits(id: string): PendingPush | undefined {
    return this.#parts.ledger.pending().find(({ digest }) => idOf(digest) === id);
  }

  /** What the desk has to say of it, it has said itself. */
  #told(pushed: Pushed, before: PushOutcome | null = null): Pushed {
    const isOfDesk = pushed.outcome in SOURCE_OUTCOMES;
    if (!isOfDesk && pushed.outcome !== before) this.#parts.tell(pushed);
    return pushed;
  }

  /** A state that cannot be written is an outcome, as it is at the desk. */
  #attempt(sender: string, work: () => Answer): Answer {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#desk?.found(originOf(sender), 'store-error', error.message);
      return answerOf('store-error', error.message);
    }
  }

  #judge(sender: string, pdu: Uint8Array): Answer {
    if (!isAllowed(this.#policy, sender)) return answerOf('denied', STRANGER);
    let message: PushedMessage;
    try {
      message = readOf(pdu);
    } catch (error) {
      if (!(error instanceof WspError || error instanceof PushError)) throw error;
      return answerOf('unreadable', error.message);
    }
    const known = this.#known(sender, message);
    if (known !== null) return known;
    const { security } = message;
    if (this.#policy.trusted.includes(sender)) return this.#install(sender, message);
    if (security === null) return answerOf('unauthenticated', NO_MAC);
    if (needsUser(security)) return this.#keep(sender, message, pdu);
    if (this.#lacksImsi(message)) return answerOf('later', NO_IMSI);
    if (!this.#isAuthentic(message, null)) return answerOf('unauthenticated', FORGED);
    return this.#install(sender, message);
  }

  /** What came into force before: it does nothing, whether that is in force still or was purged by hand. Null of anything else. */
  #known(sender: string, message: PushedMessage): Answer | null {
    const { ledger } = this.#parts;
    const digest = digestOfDocument(message);
    if (ledger.state(digest) !== 'applied') return null;
    const origin = originOf(sender);
    const isOwn = ledger.senderOf(digest) === sender;
    if (!isOwn || this.#desk?.isInForce(origin) !== false) return answerOf('replayed', REPLAYED);
    this.#desk.found(origin, 'disabled', 'purged');
    return answerOf('disabled', 'purged');
  }

  #keep(sender: string, message: PushedMessage, pdu: Uint8Array): Answer {
    const { ledger } = this.#parts;
    const digest = digestOfSecured(message);
    const state = ledger.state(digest);
    if (state === 'refused') return answerOf('pin-refused', REFUSED);
    if (state === 'pending') return answerOf('pending', null, idOf(digest));
    const objection = this.#desk?.objection(offerOf(sender, message)) ?? null;
    if (objection !== null) return answerOf('unreadable', objection);
    const gone = ledger.keep(digest, sender, pdu);
    if (gone !== null) {
      this.#told({ sender: gone.sender, ...answerOf('dropped', MADE_ROOM, idOf(gone.digest)) });
    }
    return answerOf('pending', null, idOf(digest));
  }

  #try({ digest, sender, pdu }: PendingPush, pin: string): Answer {
    const { ledger } = this.#parts;
    const message = readOf(pdu);
    const known = this.#known(sender, message);
    if (known !== null) {
      ledger.drop(digest);
      return known;
    }
    if (this.#lacksImsi(message)) return answerOf('later', NO_IMSI);
    const left = ledger.spend(digest);
    if (this.#isAuthentic(message, pin)) {
      const answer = this.#install(sender, message);
      if (answer.outcome === 'store-error') ledger.giveBack(digest);
      else ledger.drop(digest);
      return answer;
    }
    if (left > 0) return answerOf('pin-wrong', wrongPin(needsNetwork(message.security!), left));
    ledger.close(digest, sender, 'refused');
    return answerOf('pin-refused', REFUSED);
  }

  /** What came into force is never taken again, and copies of it wait no longer. */
  #install(sender: string, message: PushedMessage): Answer {
    const { ledger } = this.#parts;
    let why: string | null = null;
    const next = (_: unknown, detail: string | null): null => {
      why = detail;
      return null;
    };
    const outcome = this.#desk?.offer(offerOf(sender, message), next) ?? 'store-error';
    if (outcome === 'applied' || outcome === 'unchanged') {
      const digest = digestOfDocument(message);
      ledger.close(digest, sender, 'applied');
      for (const one of ledger.pending()) {
        if (digestOfDocument(readOf(one.pdu)) === digest) ledger.drop(one.digest);
      }
    }
    return answerOf(outcome, why);
  }

  #isAuthentic(message: PushedMessage, pin: string | null): boolean {
    const { networkKey } = this.#policy;
    return isAuthentic(message, { imsis: this.#parts.imsis(), networkKey, pin });
  }

  #lacksImsi({ security }: PushedMessage): boolean {
    return security !== null && needsNetwork(security) && this.#parts.imsis().length === 0;
  }
}
