import { MAX_PENDING_PUSHES, MAX_PUSHES, PUSH_TRIES } from '../bounds.js';
import { StoreError } from '../error.js';
import type { PushRow, PushState } from './rows.js';
import type { Tables } from './tables.js';

/** A push that waits for somebody to type its PIN. It holds the secrets of its message. */
export interface PendingPush {
  readonly digest: string;
  readonly sender: string;
  /** Tries of its PIN that are left. */
  readonly tries: number;
  /** The whole PDU, as it came. */
  readonly pdu: Uint8Array;
}

/**
 * The durable memory of what was pushed: which messages wait for a PIN, and which must do nothing when they come again. No PIN is in it. Every call is
 * on disk when it returns; throws `StoreError` where that failed.
 */
export class Pushes {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** @param digest SHA-256 of what tells it from others, in upper-case hexadecimal. */
  state(digest: string): PushState | null {
    return this.#tables.pushes.get(digest)?.state ?? null;
  }

  /** Who sent it; null where it is not known. */
  senderOf(digest: string): string | null {
    return this.#tables.pushes.get(digest)?.sender ?? null;
  }

  /** Oldest first. */
  pending(): PendingPush[] {
    return this.#tables.pushes
      .rows()
      .sort((a, b) => a.ordinal - b.ordinal)
      .flatMap(({ digest, sender, tries, pdu }) =>
        pdu === null ? [] : { digest, sender, tries, pdu },
      );
  }

  /**
   * Keeps a push, with all its tries, until it is closed or dropped. Where too many wait already, the oldest of its sender makes room, or the oldest of all where it has
   * none: whoever writes as one sender keeps no other one out.
   *
   * @returns the one that made room, which is dropped; or null.
   */
  keep(digest: string, sender: string, pdu: Uint8Array): PendingPush | null {
    const waiting = this.pending();
    const isFull = waiting.length >= MAX_PENDING_PUSHES;
    const own = waiting.find((one) => one.sender === sender.toWellFormed());
    const goes = isFull ? (own ?? waiting[0]!) : null;
    this.#tables.transaction(() => {
      if (goes !== null) this.#tables.pushes.delete(goes.digest);
      this.#put({ digest, sender, state: 'pending', tries: PUSH_TRIES, pdu: Uint8Array.from(pdu) });
    });
    return goes;
  }

  /** A try is about to be made. Returns how many are left after it. */
  spend(digest: string): number {
    const push = this.#waiting(digest);
    if (push === undefined || push.tries === 0) {
      throw new StoreError('internal', 'no such push waits for a PIN');
    }
    this.#setTries(push, push.tries - 1);
    return push.tries - 1;
  }

  /** The try before was right, and yet nothing came of it. */
  giveBack(digest: string): void {
    const push = this.#waiting(digest);
    if (push !== undefined) this.#setTries(push, push.tries + 1);
  }

  /** Whatever comes with this digest from now on, nothing becomes of it. The oldest of what is closed are forgotten beyond `MAX_PUSHES`. */
  close(digest: string, sender: string, state: 'applied' | 'refused'): void {
    this.#tables.transaction(() => {
      const last = this.#put({ digest, sender, state, tries: 0, pdu: null });
      this.#drop((one) => one.state !== 'pending' && one.ordinal <= last - MAX_PUSHES);
    });
  }

  /** It may come again as if it never had. */
  drop(digest: string): void {
    this.#tables.transaction(() => this.#tables.pushes.delete(digest));
  }

  /** What these senders had in force may come again. */
  forget(isOf: (sender: string) => boolean): void {
    const isToGo = ({ sender, state }: PushRow): boolean => state === 'applied' && isOf(sender);
    if (!this.#tables.pushes.rows().some(isToGo)) return;
    this.#tables.transaction(() => this.#drop(isToGo));
  }

  #waiting(digest: string): PushRow | undefined {
    const push = this.#tables.pushes.get(digest);
    return push?.state === 'pending' ? push : undefined;
  }

  #setTries(push: PushRow, tries: number): void {
    this.#tables.transaction(() => this.#tables.pushes.set(push.digest, { ...push, tries }));
  }

  #put(push: Omit<PushRow, 'ordinal'>): number {
    const ordinal = this.#tables.next('pushes');
    const sender = push.sender.toWellFormed();
    this.#tables.pushes.set(push.digest, { ...push, sender, ordinal });
    return ordinal;
  }

  #drop(isToGo: (push: PushRow) => boolean): void {
    for (const push of this.#tables.pushes.rows()) {
      if (isToGo(push)) this.#tables.pushes.delete(push.digest);
    }
  }
}
