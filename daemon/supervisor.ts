import type { ReaderEvent, ReaderProvider, Slot } from '../lib/reader/reader.js';
import type { CardIdentity, Mode } from '../lib/retrieval/types.js';
import { recordingSlot, type StayRecorder } from '../lib/trace/index.js';
import type { Account, Origin, Store } from '../lib/tree/index.js';
import { type Visit, type VisitPolicy, visit } from '../lib/visit/visit.js';
import { attempt } from './attempt.js';
import { CardLayers } from './card-layers.js';
import { type Conclusion, Conclusions, DISCARDED } from './conclusions.js';
import type { Happening } from './events/happening.js';
import type { Log } from './log.js';
import type { PcscStatus, ReaderStatus } from './reader-status.js';
import { Removals } from './removals.js';
import { cardReport } from './report.js';
import { Seat, type Stay } from './seat.js';
import { Seats } from './seats.js';
import { Turns } from './turns.js';

/** What the configuration says, and may say otherwise while this runs. */
export interface SupervisorSettings {
  readonly policy: Omit<VisitPolicy, 'identified' | 'documentsOf' | 'warn' | 'exchanged' | 'bug'>;
  /** How long a layer whose reader is not back may wait after PC/SC first answered, in milliseconds. */
  readonly removalGrace: number;
}

export interface SupervisorOptions extends SupervisorSettings {
  readonly provider: ReaderProvider;
  readonly store: Store;
  readonly log: Log;
  /** Visits that failed for a passing reason are tried again. */
  readonly retries: boolean;
  /** Makes the recorder of a stay that begins in a reader; null where nothing is recorded. */
  readonly record: ((reader: string) => StayRecorder) | null;
  /** Told of everything that happens, in order. */
  tell(happening: Happening): void;
}

/** What is going on, in numbers. */
export interface Overview {
  /** Smartcard bootstrap is switched on. */
  readonly enabled: boolean;
  /** PC/SC answers. */
  readonly answering: boolean;
  /** Every card that was there at first has been visited. */
  readonly looked: boolean;
  readonly readers: number;
  readonly cards: number;
}

/**
 * Watches the readers, visits each card that comes, and keeps the tree in step with the cards that are there.
 * Everything but the visits themselves happens in one turn of the event loop, so no two of its decisions interleave.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #layers: CardLayers;
  readonly #seats = new Seats();
  readonly #conclusions: Conclusions;
  readonly #removals: Removals;
  readonly #turns = new Turns();
  #settings: SupervisorSettings;
  #answering = false;
  #listed = false;
  #reason: string | null = null;
  #looked = false;
  #hopeless: string | null = null;
  #grace: NodeJS.Timeout | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#settings = options;
    this.#layers = new CardLayers(options.store, options);
    this.#conclusions = new Conclusions(this.#layers, this.#seats);
    this.#removals = new Removals({
      layers: this.#layers,
      seats: this.#seats,
      log: options.log,
      retries: options.retries,
      visit: (seat) => this.#visit(seat),
      wake: () => this.#wake(),
    });
  }

  /** @param watches whether the readers are looked at; where they are not, what is certain without them is done all the same. */
  start({ watches = true } = {}): void {
    this.#try(() => this.#layers.doubtAll());
    this.#purgeIfOff();
    if (watches) this.#options.provider.start((event) => this.#try(() => this.#on(event)));
  }

  async stop(): Promise<void> {
    if (this.#grace) clearTimeout(this.#grace);
    for (const seat of this.#seats.all) this.#callOff(seat);
    await this.#options.provider.stop();
  }

  /** PC/SC answers, every reader has been told of, and no visit is under way. */
  get idle(): boolean {
    return this.#listed && this.#seats.all.every(({ stay }) => stay === null);
  }

  /** Why PC/SC will not answer while this process lives; null while there is hope, and where cards are not wanted. */
  get hopeless(): string | null {
    return this.#settings.policy.enabled ? this.#hopeless : null;
  }

  get listed(): boolean {
    return this.#listed;
  }

  get pcsc(): PcscStatus {
    return { answers: this.#answering, reason: this.#reason, settled: this.idle };
  }

  /** Every reader that is listed, with the accounts that its card shows now. Throws `StoreError`. */
  get readers(): ReaderStatus[] {
    return this.#seats.all.map(({ reader, present, stay, identity, report }) => ({
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

  /** Those of the cards that are there, where they are wanted and could be read. They are secrets. */
  get imsis(): string[] {
    return this.#seats.all.flatMap(({ imsi }) => imsi ?? []);
  }

  /** The cards that are there and whose message is fetched: from the URL that they name, or from their own web server. */
  get naming(): { identity: string; reader: string; url: string | null }[] {
    return this.#seats.all.flatMap((seat) => {
      const { identity, reader, report, awaits } = seat;
      // Another card of the same identity holds a message: it was there first.
      const isBacked = identity !== null && this.#seats.holder(identity.id, seat)?.backs === true;
      if (identity === null || awaits === null || isBacked) return [];
      return [{ identity: identity.id, reader, url: awaits === 'url' ? report!.url! : null }];
    });
  }

  /** Visits cards anew, all or the one in a reader; a visit that is under way is followed by another. Returns the readers. */
  rescan(reader?: string): string[] {
    const seats = this.#seats.occupied(reader);
    for (const seat of seats) {
      seat.fresh = true;
      if (seat.stay) seat.again = true;
      else this.#visitAgain(seat);
    }
    return seats.map((seat) => seat.reader);
  }

  /**
   * Purges what came from an origin. If its card is there, that holds until it is put in again or `rescan` is called.
   * False where nothing came from it. Throws `StoreError`, and then nothing was done.
   */
  discard(origin: Origin): boolean {
    if (!this.#layers.discard(origin)) return false;
    for (const seat of this.#seats.all) {
      if (origin.kind !== 'smartcard' || seat.identity?.id !== origin.id) continue;
      seat.settle();
      seat.fresh = false;
      seat.backs = false;
      seat.report = seat.report && { ...seat.report, ...DISCARDED };
    }
    this.#wake();
    return true;
  }

  /** Certificates, as DER, that the cards that are there say are to be trusted. */
  get anchors(): readonly Uint8Array[] {
    return this.#seats.all.flatMap(({ anchors }) => anchors);
  }

  get overview(): Overview {
    return {
      enabled: this.#settings.policy.enabled,
      answering: this.#answering,
      looked: this.#looked,
      readers: this.#seats.all.length,
      cards: this.#seats.occupied().length,
    };
  }

  /** Resolves after the next thing that happens here. */
  changed(): Promise<void> {
    return this.#turns.changed();
  }

  /** Resolves when `condition` holds, looked at after everything that happens here. */
  async until(condition: () => boolean): Promise<void> {
    await this.#turns.until(condition);
  }

  /** Takes a turn like that of an event of a reader, which changes nothing. Resolves after it. */
  async turn(): Promise<void> {
    const turned = this.changed();
    setImmediate(() => this.#wake());
    await turned;
  }

  /** Follows other settings from now on. Each card that is there is visited again under them. */
  reconfigure(settings: SupervisorSettings): void {
    this.#settings = settings;
    this.#purgeIfOff();
    this.#try(() => {
      if (!this.#answering) return;
      for (const seat of this.#seats.occupied()) this.#visitAgain(seat);
    });
    this.#wake();
  }

  /**
   * Settles every removal that is still uncertain (TS 5.5.6): what no reader holds is purged.
   * `sparing` keeps what was last seen in a reader whose card has not said who it is.
   */
  settle(options: { sparing: boolean }): void {
    if (this.#answering) this.#removals.settle(options);
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
    const { removalGrace } = this.#settings;
    this.#answering = true;
    this.#reason = null;
    this.#options.log.info('PC/SC answers', { kind: 'pcsc-up' });
    this.#options.tell({ event: 'pcsc-up' });
    this.#grace = setTimeout(() => {
      this.#try(() => this.settle({ sparing: false }));
      this.#wake();
    }, removalGrace);
    this.#grace.unref();
  }

  #down(reason: string): void {
    this.#answering = false;
    this.#reason = reason;
    this.#listed = false;
    if (this.#grace) clearTimeout(this.#grace);
    for (const seat of this.#seats.all) this.#callOff(seat);
    this.#seats.clear();
    this.#try(() => this.#layers.doubtAll());
    this.#options.tell({ event: 'pcsc-down', reason });
    if (this.#hopeless === null) {
      const level = this.#settings.policy.enabled ? 'warn' : 'debug';
      this.#options.log[level](`PC/SC does not answer, and is waited for: ${reason}`, {
        kind: 'pcsc-down',
      });
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
    seat.log.cardIn();
    this.#options.tell({ event: 'card-inserted', reader: seat.reader });
    this.#visit(seat);
  }

  #empty(seat: Seat): void {
    const { reader, identity, present, log, backs } = seat;
    seat.recorder?.removed();
    if (present) this.#options.tell({ event: 'card-removed', reader });
    seat.vacate();
    const brought = this.#removals.left(reader, { identity, backs });
    if (present) log.cardOut(brought);
  }

  #seat(slot: Slot): Seat {
    const known = this.#seats.get(slot.name);
    if (known) return known;
    const seat = new Seat(slot, this.#options.log);
    this.#seats.add(seat);
    this.#options.tell({ event: 'reader-added', reader: slot.name });
    return seat;
  }

  /** What a visit that is under way would find means nothing any more. */
  #visitAgain(seat: Seat): void {
    seat.settle();
    if (seat.stay) seat.stay.calledOff = true;
    this.#visit(seat);
  }

  #visit(seat: Seat): void {
    const { log } = seat;
    const stay: Stay = { controller: new AbortController(), log, calledOff: false };
    seat.stay?.controller.abort();
    seat.stay = stay;
    seat.again = false;
    const slot = seat.recorder ? recordingSlot(seat.slot, seat.recorder) : seat.slot;
    visit(slot, stay.controller.signal, {
      ...this.#settings.policy,
      identified: (identity, mode) => this.#identified(seat, stay, identity, mode),
      documentsOf: ({ id }) => this.#layers.documentsOf(id),
      warn: log.warn,
      exchanged: log.exchanged,
      bug: log.fault,
    })
      .then((result) => this.#visited(seat, stay, result))
      .catch(log.fault);
  }

  /** The reader holds a card that has said who it is: what was last seen here and is another one has certainly gone. */
  #identified(seat: Seat, stay: Stay, identity: CardIdentity, mode: Mode): void {
    if (stay.calledOff || stay.controller.signal.aborted) return;
    const { reader } = seat;
    seat.identity = identity;
    stay.log.identified(identity, mode);
    const others = this.#layers
      .lastSeenIn(reader)
      .filter((id) => id !== identity.id && !this.#seats.holder(id));
    this.#layers.purge(others, { reader });
    if (!this.#seats.holder(identity.id, seat)) {
      this.#try(() => this.#layers.sighted(identity.id, reader));
    }
    if (seat.fresh) this.#try(() => this.#layers.release(identity.id));
    seat.fresh = false;
  }

  #visited(seat: Seat, stay: Stay, result: Visit): void {
    const latest = seat.stay === stay;
    if (latest) seat.stay = null;
    if (!stay.calledOff) {
      const { outcome, detail } = this.#conclude(seat, stay, result);
      let accounts: readonly Account[] = [];
      const id = result.identity?.id;
      if (id !== undefined) this.#try(() => (accounts = this.#layers.accountsOf(id)));
      stay.log.outcome(outcome, detail, result.apdus, accounts);
      const card = cardReport(seat.reader, result, outcome, detail, accounts);
      if (latest && seat.present) {
        seat.report = card;
        seat.awaits = result.awaits;
        seat.imsi = result.imsi;
        seat.anchors = outcome === 'disabled' ? [] : result.anchors;
      }
      this.#options.tell({ event: 'card-visited', card });
      this.#options.provider.visited(seat.reader);
      if (latest && seat.again) this.#visitAgain(seat);
    }
    this.#wake();
  }

  #conclude(seat: Seat, { controller, log }: Stay, result: Visit): Omit<Conclusion, 'passing'> {
    if (controller.signal.aborted) return { outcome: 'removed', detail: null };
    log.found(result);
    const conclusion = this.#conclusions.of(seat, result, log.fault);
    if (conclusion.passing) this.#retry(seat);
    else seat.settle();
    return conclusion;
  }

  #retry(seat: Seat): void {
    if (this.#options.retries && seat.present) seat.retryLater(() => this.#visit(seat));
  }

  /** Where cards are switched off that is certain, whatever PC/SC says. */
  #purgeIfOff(): void {
    this.#try(() => {
      if (!this.#settings.policy.enabled) this.#removals.purge(this.#layers.identities);
    });
  }

  #try(change: () => void): boolean {
    return attempt(change, this.#options.log);
  }

  #wake(): void {
    this.#looked ||= this.idle;
    this.#turns.wake();
  }
}
