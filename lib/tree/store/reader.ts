import type { AclCommand } from '../acl.js';
import type { BootstrapConfig } from '../bootstrap-config.js';
import type { InitialRight } from '../initial-rights.js';
import type {
  Account,
  AccountDetail,
  LayerDocument,
  LayerInput,
  LayerReport,
  LayerSummary,
  Origin,
  OriginKind,
  VisibleNode,
} from '../model.js';
import { can, canCopy } from '../rights.js';
import { namesOf, ROOT_URI } from '../uri.js';
import { accountDetail } from './connectivity.js';
import { areSame } from './documents.js';
import { idsOf, layerOf, layerReport, layerSummary, layersOf } from './layers.js';
import { loadView } from './load.js';
import { type Preview, preview } from './preview.js';
import { cardsLastSeenIn, lastReader } from './sightings.js';
import type { Tables } from './tables.js';
import type { View } from './view.js';

export interface ReaderOptions {
  /** What servers are granted besides what the ACLs say; nothing by default. It is shown in the ACLs, and stored nowhere. */
  readonly initialRights?: readonly InitialRight[];
}

/** Where a state is read. */
export interface StateSource {
  /** The whole state as it is now. Throws `StoreError`. */
  tables(): Tables;
  close(): void;
}

/** The state as anybody may read it. Every call sees one whole state. All throw `StoreError` where it cannot be read. */
export class StoreReader {
  protected readonly initialRights: readonly InitialRight[];
  readonly #source: StateSource;

  constructor(source: StateSource, { initialRights = [] }: ReaderOptions) {
    this.#source = source;
    this.initialRights = initialRights;
  }

  /** By account id. */
  accounts(): Account[] {
    return this.view().accounts();
  }

  /** The account with this id, secrets and all; null where there is none. */
  account(id: string): AccountDetail | null {
    return accountDetail(this.view(), id);
  }

  /** The node and all below it, depth first in a fixed order; nothing where there is no such node. Throws `TreeError` `bad-uri`. */
  tree(uri: string = ROOT_URI): VisibleNode[] {
    namesOf(uri);
    return this.view().tree(uri);
  }

  /** What the Bootstrap Config MO says (6.3): of discovery, of bootstrap servers, of initial rights. */
  bootstrapConfig(): BootstrapConfig {
    return this.view().config;
  }

  /** By sequence number; without the permanent `local` one. */
  layers(): LayerSummary[] {
    return layersOf(this.#source.tables()).map(layerSummary);
  }

  /** The ids of the origins of a kind that have a layer, by sequence number. */
  idsOf(kind: OriginKind): string[] {
    return idsOf(this.#source.tables(), kind);
  }

  /** With its processing reports; null where the origin has no layer. */
  layer(origin: Origin): LayerReport | null {
    const layer = layerOf(this.#source.tables(), origin);
    return layer === undefined ? null : layerReport(layer);
  }

  /** The documents of an origin's layer as they were applied, secrets and all; none where it has no layer. */
  documents(origin: Origin): LayerDocument[] {
    const documents = layerOf(this.#source.tables(), origin)?.documents ?? [];
    return documents.map(({ sha256: _, ...document }) => document);
  }

  /** Whether an origin's layer came from these very documents, in this order. */
  isInForce({ origin, documents }: Pick<LayerInput, 'origin' | 'documents'>): boolean {
    const layer = layerOf(this.#source.tables(), origin);
    return layer !== undefined && areSame(layer.documents, documents);
  }

  /** Whether the ACLs let a server do a command to a node; for Add, to a node that is not there yet. Throws `TreeError` `bad-uri`. */
  can(serverId: string, command: AclCommand, uri: string): boolean {
    namesOf(uri);
    return can(this.view(), serverId, command, uri);
  }

  /** Whether the ACLs let a server Copy one node to another place. Throws `TreeError` `bad-uri`. */
  canCopy(serverId: string, source: string, target: string): boolean {
    namesOf(source);
    namesOf(target);
    return canCopy(this.view(), serverId, source, target);
  }

  /** What applying a layer would do to the tree, which stays as it is. Throws `TreeError` where it could not be applied. */
  preview(input: LayerInput): Preview {
    return preview(this.#source.tables(), input, this.initialRights);
  }

  lastReaderOf(identity: string): string | null {
    return lastReader(this.#source.tables(), identity);
  }

  /** Identities of the cards that have a layer and were last seen in this reader, the latest last. */
  lastSeenIn(reader: string): string[] {
    return cardsLastSeenIn(this.#source.tables(), reader);
  }

  close(): void {
    this.#source.close();
  }

  protected view(): View {
    return loadView(this.#source.tables(), this.initialRights);
  }
}
