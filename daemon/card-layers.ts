import type { Outcome } from '../lib/outcome.js';
import {
  type Account,
  type LayerDocument,
  type LayerInput,
  type Origin,
  type Store,
  TreeError,
} from '../lib/tree/index.js';
import type { Log, LogFields } from './log.js';
import type { Report } from './report.js';
import { shortened } from './stay-log.js';

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
      for (const { wanted, uri } of renamed) {
        this.#log.info(`${wanted} is kept as ${uri}`, { reader });
      }
      this.#warnOf(dangling, { reader });
      return [result, null];
    } catch (error) {
      if (!(error instanceof TreeError) || error.fault !== 'message') throw error;
      return ['malformed', error.message];
    }
  }

  /**
   * Purges what came from these cards; those that brought nothing are passed over.
   *
   * @param about what each line in the log is about.
   * @param untold the card of which the caller tells by itself.
   * @returns the cards that had brought something.
   */
  purge(
    identities: readonly string[],
    about: LogFields = {},
    untold: string | null = null,
  ): string[] {
    const held = new Set(this.identities);
    const purged = identities.filter((id) => held.has(id));
    if (purged.length === 0) return [];
    const origins = purged.map(originOf);
    const { dangling } = this.#store.purge(origins);
    for (const id of purged.filter((id) => id !== untold)) {
      this.#log.info('purged', { ...about, identity: shortened(id), kind: 'purged' });
    }
    this.#warnOf(dangling, about);
    this.#report({ cards: [], purged: origins });
    return purged;
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

  #warnOf(dangling: readonly string[], about: LogFields): void {
    for (const uri of dangling) this.#log.warn(`the reference at ${uri} leads nowhere now`, about);
  }
}

const originOf = (id: string): Origin => ({ kind: 'smartcard', id });
