import { errorText } from '../lib/error.js';
import { OUTCOMES, type Outcome } from '../lib/outcome.js';
import type { ReaderEvent, ReaderProvider, Slot } from '../lib/reader/reader.js';
import type { CardIdentity, Mode } from '../lib/retrieval/types.js';
import { recordingSlot, type StayRecorder } from '../lib/trace/index.js';
import { type Account, type LayerInput, type Store, StoreError } from '../lib/tree/index.js';
import { type Visit, type VisitPolicy, visit } from '../lib/visit/visit.js';
import { CardLayers } from './card-layers.js';
import type { Log, LogFields } from './log.js';
import { cardReport, type Report } from './report.js';
import { Seat, type Stay } from './seat.js';

/** What the configuration says, and may say otherwise while this runs. */
export interface SupervisorSettings {
  readonly policy: Omit<VisitPolicy, 'identified' | 'warn' | 'exchanged' | 'bug'>;
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
  /** Told whenever a visit has its outcome or something is purged. */
  report(report: Report): void;
}

/** What is going on, in numbers. */
export interface Overview {
  /** PC/SC answers. */
  readonly answering: boolean;
  /** Every card that was there at first has been visited. */
  readonly looked: boolean;
  readonly readers: number;
  readonly cards: number;
}

const PURGE_RETRY_MS = 1_000;

/** Another card of the same identity, with another message, was there first. */
const DUPLICATE = 'duplicate-identity';

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
  #settings: SupervisorSettings;
  #answering = false;
  #listed = false;
  #looked = false;
  #hopeless: string | null = null;
  #grace: NodeJS.Timeout | null = null;
  #changed: (() => void)[] = [];

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#settings = options;
    this.#layers = new CardLayers(options.store, options.log, options.report);
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

  get overview(): Overview {
    const seats = [...this.#seats.values()];
    return {
      answering: this.#answering,
      looked: this.#looked,
      readers: seats.length,
      cards: seats.filter(({ present }) => present).length,
    };
  }

  /** Resolves after the next thing that happens here. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve));
  }

  /** Resolves when `condition` holds, looked at after everything that happens here. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.changed();
  }

  /** Takes a turn like that of an event of a reader, which changes nothing. Resolves after it. */
  async turn(): Promise<void> {
    const turned = this.changed();
    setImmediate(() => this.#tell());
    await turned;
  }

  /** Follows other settings from now on. Each card that is there is visited again under them. */
  reconfigure(settings: SupervisorSettings): void {
    this.#settings = settings;
    this.#try(() => {
      if (!this.#answering) return;
      if (!settings.policy.enabled) this.#purge(this.#layers.identities);
      for (const seat of this.#seats.values()) if (seat.present) this.#visitAgain(seat);
    });
    this.#tell();
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
        this.#card(event.slot);
        break;
      case 'empty':
        this.#empty(this.#seat(event.slot));
        break;
      case 'gone': {
        const seat = this.#seats.get(event.reader);
        if (seat) this.#empty(seat);
        this.#seats.delete(event.reader);
        break;
      }
    }
    this.#tell();
  }

  #up(): void {
    const { policy, removalGrace } = this.#settings;
    this.#answering = true;
    this.#options.log.info('PC/SC answers', { kind: 'pcsc-up' });
    if (!policy.enabled) this.#purge(this.#layers.identities);
    this.#grace = setTimeout(() => {
      this.#try(() => this.settle({ sparing: false }));
      this.#tell();
    }, removalGrace);
    this.#grace.unref();
  }

  #down(reason: string): void {
    this.#answering = false;
    this.#listed = false;
    if (this.#grace) clearTimeout(this.#grace);
    for (const seat of this.#seats.values()) this.#callOff(seat);
    this.#seats.clear();
    this.#try(() => this.#layers.doubtAll());
    if (this.#hopeless === null) {
      this.#options.log.warn(`PC/SC does not answer, and is waited for: ${reason}`, {
        kind: 'pcsc-down',
      });
    }
  }

  #callOff(seat: Seat): void {
    if (seat.stay) seat.stay.calledOff = true;
    seat.vacate();
  }

  #card(slot: Slot): void {
    const seat = this.#seat(slot);
    seat.settle();
    if (!seat.present) seat.recorder = this.#options.record?.(seat.reader) ?? null;
    seat.present = true;
    seat.log.cardIn();
    this.#visit(seat);
  }

  #empty(seat: Seat): void {
    const { reader, identity, present, log, backs: backed } = seat;
    seat.recorder?.removed();
    seat.vacate();
    const left = new Set(this.#layers.lastSeenIn(reader));
    if (identity) left.add(identity.id);
    const gone: string[] = [];
    for (const id of left) {
      const heir = this.#holder(id);
      if (!heir) gone.push(id);
      else this.#inherit(heir, id, backed);
    }
    const brought = this.#purge(gone, { reader }, identity?.id ?? null);
    if (present) log.cardOut(brought);
  }

  /** One of two cards with one identity went; the other one is visited again if the layer was not its own (`duplicate-identity`). */
  #inherit(heir: Seat, id: string, backed: boolean): void {
    this.#try(() => this.#layers.sighted(id, heir.reader));
    if (backed && !heir.backs && !heir.stay) this.#visit(heir);
  }

  #seat(slot: Slot): Seat {
    const known = this.#seats.get(slot.name);
    if (known) return known;
    const seat = new Seat(slot, this.#options.log);
    this.#seats.set(slot.name, seat);
    return seat;
  }

  /** The reader that holds a card of this identity, the one that backs its layer first. */
  #holder(id: string, besides?: Seat): Seat | undefined {
    const holders = [...this.#seats.values()].filter(
      (seat) => seat !== besides && seat.identity?.id === id,
    );
    return holders.find((seat) => seat.backs) ?? holders[0];
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
    const slot = seat.recorder ? recordingSlot(seat.slot, seat.recorder) : seat.slot;
    visit(slot, stay.controller.signal, {
      ...this.#settings.policy,
      identified: (identity, mode) => this.#identified(seat, stay, identity, mode),
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
      .filter((id) => id !== identity.id && !this.#holder(id));
    this.#layers.purge(others, { reader });
    if (!this.#holder(identity.id, seat)) {
      this.#try(() => this.#layers.sighted(identity.id, reader));
    }
  }

  #visited(seat: Seat, stay: Stay, result: Visit): void {
    if (seat.stay === stay) seat.stay = null;
    if (!stay.calledOff) {
      const [outcome, detail] = this.#conclude(seat, stay, result);
      let accounts: readonly Account[] = [];
      const id = result.identity?.id;
      if (id !== undefined) this.#try(() => (accounts = this.#layers.accountsOf(id)));
      stay.log.outcome(outcome, detail, result.apdus, accounts);
      const report = cardReport(seat.reader, result, outcome, detail, accounts);
      this.#options.report({ cards: [report], purged: [] });
      this.#options.provider.visited(seat.reader);
    }
    this.#tell();
  }

  /** Brings the tree in step with what a visit yielded, and names the outcome. */
  #conclude(seat: Seat, stay: Stay, visited: Visit): [Outcome, string | null] {
    if (stay.controller.signal.aborted) return ['removed', null];
    const { identity, result } = visited;
    stay.log.found(visited);
    try {
      const [outcome, detail] =
        result.kind === 'layer'
          ? this.#install(seat, result.layer)
          : [result.outcome, result.detail];
      if (identity && detail !== DUPLICATE) this.#effect(seat, identity.id, outcome);
      if (isPassing(outcome, detail)) this.#retry(seat);
      else seat.settle();
      return [outcome, detail];
    } catch (error) {
      this.#retry(seat);
      if (error instanceof StoreError) return ['store-error', error.message];
      stay.log.fault(error);
      return ['store-error', `a fault of this program: ${errorText(error)}`];
    }
  }

  #install(seat: Seat, layer: LayerInput): [Outcome, string | null] {
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
    this.#layers.purge([id], { reader: seat.reader });
  }

  #retry(seat: Seat): void {
    if (this.#options.retries && seat.present) seat.retryLater(() => this.#visit(seat));
  }

  /**
   * Purges; where the state cannot be written, what is gone must still go later, unless it has come back by then.
   *
   * @param own the card of which the caller tells by itself.
   * @returns whether that one had brought something, which is purged now.
   */
  #purge(ids: readonly string[], about: LogFields = {}, own: string | null = null): boolean {
    let purged: string[] = [];
    const done = this.#try(() => {
      purged = this.#layers.purge(ids, about, own);
    });
    if (!done && this.#options.retries) {
      const again = (): void => {
        this.#purge(ids.filter((id) => !this.#holder(id)));
        this.#tell();
      };
      setTimeout(again, PURGE_RETRY_MS).unref();
    }
    return own !== null && purged.includes(own);
  }

  /** Runs it; a state that cannot be written, or a fault of ours, is logged and must not stop the watch over the readers. */
  #try(change: () => void): boolean {
    try {
      change();
      return true;
    } catch (error) {
      if (error instanceof StoreError) this.#options.log.error(error.message);
      else this.#options.log.error('a fault of this program', { error, kind: 'fault' });
      return false;
    }
  }

  #tell(): void {
    this.#looked ||= this.idle;
    const waiting = this.#changed;
    this.#changed = [];
    for (const wake of waiting) wake();
  }
}

const isPassing = (outcome: Outcome, detail: string | null): boolean =>
  PASSING.has(outcome) || (outcome === 'pin-guarded' && detail === 'shared');
