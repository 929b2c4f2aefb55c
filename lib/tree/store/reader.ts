import type { AclCommand } from '../acl.js';
import type {
  Account,
  AccountDetail,
  LayerDocument,
  LayerInput,
  LayerReport,
  LayerSummary,
  Origin,
  VisibleNode,
} from '../model.js';
import { can } from '../rights.js';
import { namesOf, ROOT_URI } from '../uri.js';
import { accountDetail } from './connectivity.js';
import { areSame, readDocuments } from './documents.js';
import { readLayer, readLayers } from './layers.js';
import { loadView } from './load.js';
import { cardsLastSeenIn, lastReader } from './sightings.js';
import type { Sql } from './sql.js';
import type { View } from './view.js';

/** The state as anybody may read it. Every call sees one whole state. All throw `StoreError` where it cannot be read. */
export class StoreReader {
  protected readonly sql: Sql;

  protected constructor(sql: Sql) {
    this.sql = sql;
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

  /** By sequence number; without the permanent `local` one. */
  layers(): LayerSummary[] {
    return this.#whole(() => readLayers(this.sql));
  }

  /** With its processing reports; null where the origin has no layer. */
  layer(origin: Origin): LayerReport | null {
    return this.#whole(() => readLayer(this.sql, origin));
  }

  /** The documents of an origin's layer as they were applied, secrets and all; none where it has no layer. */
  documents(origin: Origin): LayerDocument[] {
    return this.#whole(() => {
      const layer = readLayer(this.sql, origin);
      return layer === null ? [] : readDocuments(this.sql, layer.sequence);
    });
  }

  /** Whether an origin's layer came from these very documents, in this order. */
  isInForce({ origin, documents }: Pick<LayerInput, 'origin' | 'documents'>): boolean {
    const layer = this.layer(origin);
    return layer !== null && areSame(layer.documents, documents);
  }

  /** Whether the ACLs let a server do a command to a node; for Add, to a node that is not there yet. Throws `TreeError` `bad-uri`. */
  can(serverId: string, command: AclCommand, uri: string): boolean {
    namesOf(uri);
    return can(this.view(), serverId, command, uri);
  }

  lastReaderOf(identity: string): string | null {
    return lastReader(this.sql, identity);
  }

  /** Identities of the cards that have a layer and were last seen in this reader, the latest last. */
  lastSeenIn(reader: string): string[] {
    return cardsLastSeenIn(this.sql, reader);
  }

  close(): void {
    this.sql.close();
  }

  protected view(): View {
    return this.#whole(() => loadView(this.sql));
  }

  #whole<Result>(read: () => Result): Result {
    return this.sql.transaction('read', read);
  }
}
