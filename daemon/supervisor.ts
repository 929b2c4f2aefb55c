import { errorText } from '../lib/error.js';
import { OUTCOMES, type Outcome } from '../lib/outcome.js';
import type { ReaderEvent, ReaderProvider, Slot } from '../lib/reader/reader.js';
import type { CardIdentity } from '../lib/retrieval/types.js';
import { recordingSlot, type StayRecorder } from '../lib/trace/index.js';
import {
  type Account,
  type LayerInput,
  type Origin,
  type Store,
  StoreError,
} from '../lib/tree/index.js';
import { type Visit, type VisitPolicy, visit } from '../lib/visit/visit.js';
import { CardLayers, shortened } from './card-layers.js';
import type { Happening } from './events/happening.js';
import { exchangeLine } from './exchange.js';
import type { Log } from './log.js';
import { cardReport } from './report.js';
import { Seat, type Stay } from './seat.js';
import type { PcscStatus, ReaderStatus } from './status.js';

export interface SupervisorOptions {
  readonly provider: ReaderProvider;
  readonly store: Store;
  readonly log: Log;
  readonly policy: Omit<VisitPolicy, 'identified' | 'documentsOf' | 'warn' | 'exchanged' | 'bug'>;
  /** How long a layer whose reader is not back may wait after PC/SC first answered, in milliseconds. */
  readonly removalGrace: number;
  /** Visits that failed for a passing reason are tried again. */
  readonly retries: boolean;
  /** Makes the recorder of a stay that begins in a reader; null where nothing is recorded. */
  readonly record: ((reader: string) => StayRecorder) | null;
  /** Told of everything that happens, in order. */
  tell(happening: Happening): void;
}

const PURGE_RETRY_MS = 1_000;

/** Another card of the same identity, with another message, was there first. */
const DUPLICATE = 'duplicate-identity';

/** Somebody purged what the card had brought: it does not come back until the card does, or `rescan` is called. */
const DISCARDED = ['disabled', 'purged'] as const;

/** Outcomes that may be different a little later, on the same card. */
const PASSING: ReadonlySet<Outcome> = new Set(['mute', 'card-error', 'store-error']);

/**
 * Watches the readers, visits each card that comes, and keeps the tree in step with the cards that are there.
 * Everything but the visits themselves happens in one turn of the event loop, so no two of its decisions interleave.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #layers: CardLayers;
  readonly #seats = new Map<string, Seat>();
  #answering = false;
  #listed = false;
  #reason: string | null = null;
  #hopeless: string | null = null;
  #grace: NodeJS.Timeout | null = null;
  #changed: (() => void)[] = [];

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#layers = new CardLayers(options.store, options);
  }

  start(): void {
    this.#try(() => this.#layers.doubtAll());
    this.#options.provider.start((event) => this.#try(() => this.#on(event)));
  }

  async stop(): Promise<void> {
    if (this.#grace) clearTimeout(this.#grace);
    for (const seat of this.#seats.values()) this.#callOff(seat);
    await this.#options.provider.stop();
  }

  /** PC/SC answers, every reader has been told of, and no visit is under way. */
  get idle(): boolean {
    return this.#listed && [...this.#seats.values()].every(({ stay }) => stay === null);
  }

  /** Why PC/SC will not answer while this process lives; null while there is hope. */
  get hopeless(): string | null {
    return this.#hopeless;
  }

  get listed(): boolean {
    return this.#listed;
  }

  get pcsc(): PcscStatus {
    return { answers: this.#answering, reason: this.#reason, settled: this.idle };
  }

  /** Every reader that is listed, with the accounts that its card shows now. Throws `StoreError`. */
  get readers(): ReaderStatus[] {
    return [...this.#seats.values()].map(({ reader, present, stay, identity, report }) => ({
      reader,
      present,
      visiting: stay !== null,
      identity: identity?.id ?? null,
      card: report && {
        ...report,
        accounts: report.identity === null ? [] : this.#layers.accountsOf(report.identity),
      },
    }));
  }

  /** Visits cards anew, all or the one in a reader; a visit that is under way is followed by another. Returns the readers. */
  rescan(reader?: string): string[] {
    const seats = [...this.#seats.values()].filter(
      (seat) => seat.present && (reader === undefined || seat.reader === reader),
    );
    for (const seat of seats) {
      seat.fresh = true;
      if (seat.stay) seat.again = true;
      else this.#visitAnew(seat);
    }
    return seats.map((seat) => seat.reader);
  }

  /**
   * Purges what came from an origin. If its card is there, that holds until it is put in again or `rescan` is called.
   * False where nothing came from it. Throws `StoreError`, and then nothing was done.
   */
  discard(origin: Origin): boolean {
    if (!this.#layers.discard(origin)) return false;
    for (const seat of this.#seats.values()) {
      if (origin.kind !== 'smartcard' || seat.identity?.id !== origin.id) continue;
      const [outcome, detail] = DISCARDED;
      seat.settle();
      seat.fresh = false;
      seat.backs = false;
      seat.report = seat.report && { ...seat.report, outcome, detail };
    }
    return true;
  }

  /** Resolves when `condition` holds, looked at after everything that happens here. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#changed.push(resolve));
  }

  /**
   * Settles every removal that is still uncertain (TS 5.5.6): what no reader holds is purged.
   * `sparing` keeps what was last seen in a reader whose card has not said who it is.
   */
  settle(options: { sparing: boolean }): void {
    if (!this.#answering) return;
    this.#purge(
      this.#layers.identities.filter((id) => {
        const last = this.#layers.lastReaderOf(id);
        const seat = last === null ? undefined : this.#seats.get(last);
        const mayBeThere = seat?.present === true && seat.identity === null;
        return !this.#holder(id) && !(options.sparing && mayBeThere);
      }),
    );
  }

  #on(event: ReaderEvent): void {
    switch (event.kind) {
      case 'up':
        this.#up();
        break;
      case 'down':
        this.#hopeless = event.lasting === true ? event.reason : null;
        this.#down(event.reason);
        break;
      case 'listed':
        this.#listed = true;
        break;
      case 'card':
        this.#card(event.slot, event.inserted);
        break;
      case 'empty':
        this.#empty(this.#seat(event.slot));
        break;
      case 'gone': {
        const seat = this.#seats.get(event.reader);
        if (!seat) break;
        this.#empty(seat);
        this.#seats.delete(event.reader);
        this.#options.tell({ event: 'reader-removed', reader: event.reader });
        break;
      }
    }
    this.#wake();
  }

  #up(): void {
    const { log, policy, removalGrace } = this.#options;
    this.#answering = true;
    this.#reason = null;
    log.info('PC/SC answers');
    this.#options.tell({ event: 'pcsc-up' });
    if (!policy.enabled) this.#purge(this.#layers.identities);
    this.#grace = setTimeout(() => {
      this.#try(() => this.settle({ sparing: false }));
    }, removalGrace);
    this.#grace.unref();
  }

  #down(reason: string): void {
    this.#answering = false;
    this.#reason = reason;
    this.#listed = false;
    if (this.#grace) clearTimeout(this.#grace);
    for (const seat of this.#seats.values()) this.#callOff(seat);
    this.#seats.clear();
    this.#try(() => this.#layers.doubtAll());
    this.#options.tell({ event: 'pcsc-down', reason });
    if (this.#hopeless === null) {
      this.#options.log.warn(`PC/SC does not answer, and is waited for: ${reason}`);
    }
  }

  #callOff(seat: Seat): void {
    if (seat.stay) seat.stay.calledOff = true;
    seat.vacate();
  }

  #card(slot: Slot, inserted: boolean): void {
    const seat = this.#seat(slot);
    seat.settle();
    if (!seat.present) seat.recorder = this.#options.record?.(seat.reader) ?? null;
    seat.present = true;
    seat.fresh = inserted;
    this.#options.log.info('card in', { reader: seat.reader });
    this.#options.tell({ event: 'card-inserted', reader: seat.reader });
    this.#visit(seat);
  }

  #empty(seat: Seat): void {
    const { reader, identity, backs: backed } = seat;
    seat.recorder?.removed();
    if (seat.present) {
      this.#options.log.info('card out', { reader });
      this.#options.tell({ event: 'card-removed', reader });
    }
    seat.vacate();
    const left = new Set(this.#layers.lastSeenIn(reader));
    if (identity) left.add(identity.id);
    const gone: string[] = [];
    for (const id of left) {
      const heir = this.#holder(id);
      if (!heir) gone.push(id);
      else this.#inherit(heir, id, backed);
    }
    this.#purge(gone);
  }

  /** One of two cards with one identity went; the other one is visited again if the layer was not its own (`duplicate-identity`). */
  #inherit(heir: Seat, id: string, backed: boolean): void {
    this.#try(() => this.#layers.sighted(id, heir.reader));
    if (backed && !heir.backs && !heir.stay) this.#visit(heir);
  }

  #seat(slot: Slot): Seat {
    const known = this.#seats.get(slot.name);
    if (known) return known;
    const seat = new Seat(slot);
    this.#seats.set(slot.name, seat);
    this.#options.tell({ event: 'reader-added', reader: slot.name });
    return seat;
  }

  /** The reader that holds a card of this identity, the one that backs its layer first. */
  #holder(id: string, besides?: Seat): Seat | undefined {
    const holders = [...this.#seats.values()].filter(
      (seat) => seat !== besides && seat.identity?.id === id,
    );
    return holders.find((seat) => seat.backs) ?? holders[0];
  }

  #visit(seat: Seat): void {
    const stay: Stay = { controller: new AbortController(), calledOff: false };
    const { log, policy } = this.#options;
    const { reader } = seat;
    seat.stay?.controller.abort();
    seat.stay = stay;
    const slot = seat.recorder ? recordingSlot(seat.slot, seat.recorder) : seat.slot;
    visit(slot, stay.controller.signal, {
      ...policy,
      identified: (identity) => this.#identified(seat, stay, identity),
      documentsOf: ({ id }) => this.#layers.documentsOf(id),
      warn: (message) => log.warn(message, { reader }),
      exchanged: (command, response) =>
        log.debug(() => exchangeLine(command, response), { reader }),
      bug: (error) => log.error('a fault of this program', { reader, error }),
    })
      .then((result) => this.#visited(seat, stay, result))
      .catch((error: unknown) => log.error('a fault of this program', { reader, error }));
  }

  /** The reader holds a card that has said who it is: what was last seen here and is another one has certainly gone. */
  #identified(seat: Seat, stay: Stay, identity: CardIdentity): void {
    if (stay.calledOff || stay.controller.signal.aborted) return;
    seat.identity = identity;
    this.#options.log.info(`card identified`, {
      reader: seat.reader,
      identity: shortened(identity.id),
    });
    const others = this.#layers
      .lastSeenIn(seat.reader)
      .filter((id) => id !== identity.id && !this.#holder(id));
    this.#layers.purge(others);
    if (!this.#holder(identity.id, seat)) {
      this.#try(() => this.#layers.sighted(identity.id, seat.reader));
    }
    if (seat.fresh) this.#try(() => this.#layers.release(identity.id));
    seat.fresh = false;
  }

  #visited(seat: Seat, stay: Stay, result: Visit): void {
    const latest = seat.stay === stay;
    if (latest) seat.stay = null;
    if (!stay.calledOff) {
      const [outcome, detail] = this.#conclude(seat, stay, result);
      this.#options.log[OUTCOMES[outcome].success ? 'info' : 'warn'](
        detail === null ? outcome : `${outcome}: ${detail}`,
        { reader: seat.reader, outcome, apdus: result.apdus },
      );
      let accounts: readonly Account[] = [];
      const id = result.identity?.id;
      if (id !== undefined) this.#try(() => (accounts = this.#layers.accountsOf(id)));
      const card = cardReport(seat.reader, result, outcome, detail, accounts);
      if (latest && seat.present) seat.report = card;
      this.#options.tell({ event: 'card-visited', card });
      this.#options.provider.visited(seat.reader);
      if (latest && seat.again) this.#visitAnew(seat);
    }
    this.#wake();
  }

  /** Brings the tree in step with what a visit yielded, and names the outcome. */
  #conclude(seat: Seat, stay: Stay, { identity, again, result }: Visit): [Outcome, string | null] {
    if (stay.controller.signal.aborted) return ['removed', null];
    try {
      const [outcome, detail] =
        result.kind === 'layer'
          ? this.#install(seat, result.layer)
          : [result.outcome, result.detail];
      if (identity && detail !== DUPLICATE) this.#effect(seat, identity.id, outcome);
      if (again || isPassing(outcome, detail)) this.#retry(seat);
      else seat.settle();
      return [outcome, detail];
    } catch (error) {
      this.#retry(seat);
      if (error instanceof StoreError) return ['store-error', error.message];
      this.#options.log.error('a fault of this program', { reader: seat.reader, error });
      return ['store-error', `a fault of this program: ${errorText(error)}`];
    }
  }

  #install(seat: Seat, layer: LayerInput): [Outcome, string | null] {
    if (this.#layers.isHeld(layer.origin.id)) return [...DISCARDED];
    const first = this.#holder(layer.origin.id, seat);
    if (first?.backs && !this.#layers.isInForce(layer)) return ['rejected', DUPLICATE];
    const [outcome, detail] = this.#layers.install(layer, first?.reader ?? seat.reader);
    seat.backs = OUTCOMES[outcome].success;
    return [outcome, detail];
  }

  /** What becomes of the layer that the card already has: the right column of the table of outcomes. */
  #effect(seat: Seat, id: string, outcome: Outcome): void {
    if (this.#holder(id, seat)?.backs) return;
    const { layer } = OUTCOMES[outcome];
    if (layer === 'unconfirmed') this.#layers.doubt(id);
    if (layer !== 'purged') return;
    seat.backs = false;
    this.#layers.purge([id]);
  }

  #visitAnew(seat: Seat): void {
    seat.settle();
    seat.again = false;
    this.#visit(seat);
  }

  #retry(seat: Seat): void {
    if (this.#options.retries && seat.present) seat.retryLater(() => this.#visit(seat));
  }

  /** Purges; where the state cannot be written, what is gone must still go later, unless it has come back by then. */
  #purge(ids: readonly string[]): void {
    if (this.#try(() => this.#layers.purge(ids)) || !this.#options.retries) return;
    const again = (): void => this.#purge(ids.filter((id) => !this.#holder(id)));
    setTimeout(again, PURGE_RETRY_MS).unref();
  }

  /** Runs it; a state that cannot be written, or a fault of ours, is logged and must not stop the watch over the readers. */
  #try(change: () => void): boolean {
    try {
      change();
      return true;
    } catch (error) {
      if (error instanceof StoreError) this.#options.log.error(error.message);
      else this.#options.log.error('a fault of this program', { error });
      return false;
    }
  }

  #wake(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const wake of waiting) wake();
  }
}

const isPassing = (outcome: Outcome, detail: string | null): boolean =>
  PASSING.has(outcome) || (outcome === 'pin-guarded' && detail === 'shared');
