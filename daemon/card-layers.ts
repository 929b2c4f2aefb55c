import type { Outcome } from '../lib/outcome.js';
import {
  type Account,
  type LayerDocument,
  type LayerInput,
  type Origin,
  type Store,
  TreeError,
} from '../lib/tree/index.js';
import type { Log } from './log.js';
import type { Report } from './report.js';

/** What the cards brought into the management tree, by the cards' identities. All methods throw `StoreError`. */
export class CardLayers {
  readonly #store: Store;
  readonly #log: Log;
  readonly #report: (report: Report) => void;

  constructor(store: Store, log: Log, report: (report: Report) => void) {
    this.#store = store;
    this.#log = log;
    this.#report = report;
  }

  get identities(): string[] {
    return this.#store
      .layers()
      .filter(({ origin }) => origin.kind === 'smartcard')
      .map(({ origin }) => origin.id);
  }

  /** The accounts for which this card's layer is on top. */
  accountsOf(identity: string): Account[] {
    return this.#store
      .accounts()
      .filter(({ origin }) => origin.kind === 'smartcard' && origin.id === identity);
  }

  /** The documents that its layer came from, secrets and all. */
  documentsOf(identity: string): LayerDocument[] {
    return this.#store.documents(originOf(identity));
  }

  isInForce(layer: LayerInput): boolean {
    return this.#store.isInForce(layer);
  }

  install(layer: LayerInput, reader: string): [Outcome, string | null] {
    try {
      const { result, renamed, dangling } = this.#store.apply(layer, { reader });
      for (const { wanted, uri } of renamed) this.#log.info(`${wanted} is kept as ${uri}`);
      this.#warnOf(dangling);
      return [result, null];
    } catch (error) {
      if (!(error instanceof TreeError) || error.fault !== 'message') throw error;
      return ['malformed', error.message];
    }
  }

  /** Purges what came from these cards; those that brought nothing are passed over. */
  purge(identities: readonly string[]): void {
    const held = new Set(this.identities);
    const origins = identities.filter((id) => held.has(id)).map(originOf);
    if (origins.length === 0) return;
    const { dangling } = this.#store.purge(origins);
    for (const { id } of origins) this.#log.info('purged', { identity: shortened(id) });
    this.#warnOf(dangling);
    this.#report({ cards: [], purged: origins });
  }

  /** Nobody can say whether the card still holds what it brought. */
  doubt(identity: string): void {
    this.#store.setConfirmed(originOf(identity), false);
  }

  doubtAll(): void {
    this.#store.unconfirmAll('smartcard');
  }

  /** Notes in which reader a card is, if it brought anything. */
  sighted(identity: string, reader: string): void {
    if (this.identities.includes(identity)) this.#store.sighted(identity, reader);
  }

  lastSeenIn(reader: string): string[] {
    return this.#store.lastSeenIn(reader);
  }

  lastReaderOf(identity: string): string | null {
    return this.#store.lastReaderOf(identity);
  }

  #warnOf(dangling: readonly string[]): void {
    for (const uri of dangling) this.#log.warn(`the reference at ${uri} leads nowhere now`);
  }
}

const originOf = (id: string): Origin => ({ kind: 'smartcard', id });

/** Enough of an identity to tell cards apart in a log, and no more. */
export const shortened = (id: string): string =>
  id.length > 10 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id;
