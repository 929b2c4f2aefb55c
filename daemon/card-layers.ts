import type { Outcome } from '../lib/outcome.js';
import {
  type Account,
  type LayerDocument,
  type LayerInput,
  type Origin,
  type Store,
  TreeError,
} from '../lib/tree/index.js';
import { announce, type Told } from './events/announce.js';
import type { LogFields } from './log.js';
import { originField, shortened } from './stay-log.js';

/** What the cards brought into the management tree, by the cards' identities. All methods throw `StoreError`. */
export class CardLayers {
  readonly #store: Store;
  readonly #told: Told;

  constructor(store: Store, told: Told) {
    this.#store = store;
    this.#told = told;
  }

  get identities(): string[] {
    return this.#store.idsOf('smartcard');
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
      const applied = this.#store.apply(layer, { reader });
      for (const { wanted, uri } of applied.renamed) {
        this.#told.log.info(`${wanted} is kept as ${uri}`, { reader });
      }
      announce(applied, this.#told, { reader });
      return [applied.result, null];
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
    if (purged.length > 0) this.#drop(purged.map(originOf), { about, untold });
    return purged;
  }

  /** Purges what came from an origin; from a card, it will not come back by itself. False where nothing did. */
  discard(origin: Origin): boolean {
    const held = this.#store.layer(origin) !== null;
    if (held) this.#drop([origin], { hold: true });
    return held;
  }

  isHeld(identity: string): boolean {
    return this.#store.isHeld(identity);
  }

  /** What the card brings may be installed again. */
  release(identity: string): void {
    this.#store.release(identity);
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

  #drop(
    origins: readonly Origin[],
    {
      about = {},
      untold = null,
      hold = false,
    }: { readonly about?: LogFields; readonly untold?: string | null; readonly hold?: boolean },
  ): void {
    const purged = this.#store.purge(origins, { hold });
    for (const origin of origins) {
      if (origin.id === untold) continue;
      const what =
        origin.kind === 'smartcard'
          ? { identity: shortened(origin.id) }
          : { origin: originField(origin) };
      this.#told.log.info('purged', { ...about, ...what, kind: 'purged' });
    }
    announce(purged, this.#told, about);
    this.#told.tell({ event: 'purged', origins });
  }
}

const originOf = (id: string): Origin => ({ kind: 'smartcard', id });
