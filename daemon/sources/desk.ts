import { kindOf, MessageError, processDocuments } from '../../lib/bootstrap/index.js';
import { errorText } from '../../lib/error.js';
import {
  type Desk,
  type Next,
  type Offer,
  SOURCE_OUTCOMES,
  type SourceOutcome,
  type WithoutMessage,
} from '../../lib/source/index.js';
import {
  type Account,
  heldName,
  type LayerInput,
  type Origin,
  type OriginKind,
  type Ranks,
  type Store,
  StoreError,
  TreeError,
} from '../../lib/tree/index.js';
import { announce, type Told } from '../events/announce.js';
import type { SourceReport } from '../report.js';
import { originField } from '../stay-log.js';
import { Places } from './places.js';

const PURGE_RETRY_MS = 1_000;

export interface DeskParts extends Told {
  readonly store: Store;
  /** As `BootstrapOptions` has it. */
  lenient(): boolean;
}

/** What becomes of what sources find: the same as of what a card brings, whatever the source is. */
export class SourceDesk implements Desk {
  readonly #parts: DeskParts;
  readonly #places: Places;
  readonly #purges = new Set<NodeJS.Timeout>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#places = new Places();
  }

  /** Nothing that sources brought is known to be there still. */
  doubtAll(kinds: readonly OriginKind[]): void {
    this.attempt(() => {
      for (const kind of kinds) this.#parts.store.unconfirmAll(kind);
    });
  }

  /** Says which kind of origin covers which, cards and what servers wrote among them. */
  rank(ranks: Ranks): void {
    this.attempt(() => announce(this.#parts.store.setRanks(ranks), this.#parts));
  }

  /** Every place, and what came of the latest look at it. Throws `StoreError`. */
  get reports(): SourceReport[] {
    const accounts = this.#parts.store.accounts();
    return this.#places.all.map((origin) => this.#places.report(origin, accounts));
  }

  enter(origin: Origin): void {
    this.#places.enter(origin);
  }

  offer(
    offer: Offer,
    next?: (outcome: SourceOutcome, detail: string | null) => Next,
  ): SourceOutcome {
    const { origin } = offer;
    let outcome: SourceOutcome = 'store-error';
    let detail: string | null = null;
    try {
      [outcome, detail] = this.#install(this.#layerOf(offer));
    } catch (error) {
      [outcome, detail] = this.#refusal(error);
    }
    this.#conclude(origin, outcome, detail, next?.(outcome, detail) ?? null);
    return outcome;
  }

  objection(offer: Offer): string | null {
    try {
      this.#layerOf(offer);
      return null;
    } catch (error) {
      return this.#refusal(error)[1];
    }
  }

  found(origin: Origin, outcome: WithoutMessage, detail: string | null, next: Next = null): void {
    this.#conclude(origin, outcome, detail, next);
  }

  leave(origin: Origin): void {
    this.#places.forget(origin);
    this.#purge(origin);
    this.#release(origin);
  }

  forget(origin: Origin): void {
    this.#places.forget(origin);
  }

  isInForce(origin: Origin): boolean {
    let inForce = false;
    this.attempt(() => (inForce = this.#parts.store.layer(origin) !== null));
    return inForce;
  }

  known(kind: OriginKind): readonly Origin[] {
    const known = new Map(this.#places.of(kind).map((origin) => [origin.id, origin] as const));
    this.attempt(() => {
      for (const { origin } of this.#parts.store.layers()) {
        if (origin.kind === kind) known.set(origin.id, origin);
      }
    });
    return [...known.values()];
  }

  /** Somebody purged what had come from there. */
  discarded(origin: Origin): void {
    this.#places.discarded(origin);
  }

  /** What was purged by hand may come again. */
  releaseAll(): void {
    for (const origin of this.#places.all) this.#release(origin);
  }

  stop(): void {
    for (const timer of this.#purges) clearTimeout(timer);
  }

  readonly warn = (message: string): void => this.#parts.log.warn(message);

  readonly fault = (error: unknown): void =>
    this.#parts.log.error('a fault of this program', { error, kind: 'fault' });

  #layerOf({ origin, documents }: Offer): LayerInput {
    const named = documents.map(({ kind, label, bytes }) => ({
      kind: kind ?? kindOf(bytes),
      oid: null,
      label,
      bytes,
    }));
    return processDocuments(named, origin, { lenient: this.#parts.lenient() });
  }

  #install(layer: LayerInput): [SourceOutcome, string | null] {
    const { store, log } = this.#parts;
    const { origin } = layer;
    if (this.#places.changes(layer)) store.release(heldName(origin));
    if (store.isHeld(heldName(origin))) return ['disabled', 'purged'];
    const applied = store.apply(layer);
    const about = { origin: originField(origin) };
    for (const { wanted, uri } of applied.renamed) log.info(`${wanted} is kept as ${uri}`, about);
    announce(applied, this.#parts, about);
    return [applied.result, null];
  }

  #refusal(error: unknown): [SourceOutcome, string] {
    if (error instanceof MessageError) return [error.code, error.message];
    if (error instanceof TreeError && error.fault === 'message') {
      return ['malformed', error.message];
    }
    if (error instanceof StoreError) return ['store-error', error.message];
    this.fault(error);
    return ['store-error', `a fault of this program: ${errorText(error)}`];
  }

  #conclude(origin: Origin, outcome: SourceOutcome, detail: string | null, next: Next): void {
    const { layer, success } = SOURCE_OUTCOMES[outcome];
    if (layer === 'purged') this.#purge(origin);
    if (layer === 'confirmed' || layer === 'unconfirmed') {
      this.attempt(() => this.#parts.store.setConfirmed(origin, layer === 'confirmed'));
    }
    const isNews = this.#places.note(origin, outcome, detail, next);
    const report = this.#places.report(origin, this.#accounts());
    const { accounts } = report;
    this.#parts.log[isNews ? (success ? 'info' : 'warn') : 'debug'](
      detail === null ? outcome : `${outcome}: ${detail}`,
      {
        origin: originField(origin),
        outcome,
        ...(report.next !== null && { next: `${report.next}s` }),
        ...(accounts.length > 0 && { accounts: accounts.map(({ id }) => id).join(',') }),
        kind: 'source-checked',
      },
    );
    if (isNews) this.#parts.tell({ event: 'source-checked', source: report });
  }

  /** Where the state cannot be written, what is gone must still go later, unless it has come back by then. */
  #purge(origin: Origin): void {
    const { store, log, tell } = this.#parts;
    const done = this.attempt(() => {
      if (store.layer(origin) === null) return;
      const purged = store.purge([origin]);
      const about = { origin: originField(origin) };
      log.info('purged', { ...about, kind: 'purged' });
      announce(purged, this.#parts, about);
      tell({ event: 'purged', origins: [origin] });
    });
    if (done) return;
    const timer = setTimeout(() => {
      this.#purges.delete(timer);
      if (!this.#places.brings(origin)) this.#purge(origin);
    }, PURGE_RETRY_MS);
    timer.unref();
    this.#purges.add(timer);
  }

  #release(origin: Origin): void {
    this.attempt(() => this.#parts.store.release(heldName(origin)));
  }

  #accounts(): readonly Account[] {
    let accounts: readonly Account[] = [];
    this.attempt(() => (accounts = this.#parts.store.accounts()));
    return accounts;
  }

  /** Does it; a state that cannot be read or written, or a fault of ours, is logged. False then. */
  attempt(change: () => void): boolean {
    try {
      change();
      return true;
    } catch (error) {
      if (error instanceof StoreError) this.#parts.log.error(error.message);
      else this.fault(error);
      return false;
    }
  }
}
