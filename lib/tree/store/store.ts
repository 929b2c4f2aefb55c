import { MAX_STORE_BYTES } from '../bounds.js';
import { checkLayer } from '../check.js';
import { TreeError } from '../error.js';
import type { AccountChange, LayerInput, Origin, OriginKind, Ranks } from '../model.js';
import { namesOf } from '../uri.js';
import { applyLayer, dropLayers, type Renamed } from './apply.js';
import { accountChanges, newlyDangling } from './changes.js';
import { layerOf } from './layers.js';
import { loadView } from './load.js';
import { openOwned, openReadOnly, type Recovery } from './open.js';
import { appendEvents, Outbox, sessionsWait } from './outbox.js';
import { entriesOf, Pins } from './pins.js';
import { Pushes } from './pushes.js';
import { readTables } from './read.js';
import { type ReaderOptions, StoreReader } from './reader.js';
import { type LayerRow, pinKey } from './rows.js';
import type { StoreKind } from './schema.js';
import { hold, isHeld, noteSighting, setHeld } from './sightings.js';
import type { Sql } from './sql.js';
import { Tables } from './tables.js';
import type { View } from './view.js';
import { missingAbove, type NodeChange, type Writer, write } from './writes.js';

export interface StoreOptions extends ReaderOptions {
  /** A bound for the main file; what would go beyond it is `unwritable`. 64 MiB by default. */
  readonly maxBytes?: number;
  /** A session is to be started for each account that comes or changes: the outbox has an event for that, too. */
  readonly sessions?: boolean;
}

/** What a change did to what users see. */
export interface Changes {
  /** The same as went to the outbox. */
  readonly changes: readonly AccountChange[];
  /** URIs of connectivity references that lead nowhere since. */
  readonly dangling: readonly string[];
}

export interface Purged extends Changes {
  /** The origins that had a layer. */
  readonly purged: readonly Origin[];
}

export interface Applied extends Purged {
  readonly result: 'applied' | 'unchanged';
  readonly renamed: readonly Renamed[];
}

export interface ApplyContext {
  /** The reader that the card is in. */
  readonly reader?: string;
  /** Origins to be purged first, in the same transaction. */
  readonly purge?: readonly Origin[];
}

/**
 * The state in the hands of its one owner. Every change is one transaction, on disk when the call returns, with the events that tell of it;
 * when a call throws (`StoreError`, `TreeError`), nothing of it was done.
 */
export class Store extends StoreReader {
  /** A damaged store was found when this one was opened. */
  readonly recovered: Recovery | null;
  readonly pins: Pins;
  readonly outbox: Outbox;
  readonly pushes: Pushes;
  readonly #tables: Tables;
  /** Null of a scratch store. */
  readonly #sql: Sql | null;
  readonly #sessions: { readonly start: boolean; readonly mayWait: boolean };
  /** What is visible now; null where it has to be found out. */
  #view: View | null = null;
  /** Something was deleted that still stands in the log. */
  #unclean = false;

  private constructor(
    tables: Tables,
    options: StoreOptions,
    disk: { readonly sql: Sql; readonly recovered: Recovery | null; release(): void } | null,
  ) {
    super({ tables: () => tables, close: () => closeDisk(disk) }, options);
    this.#tables = tables;
    this.#sql = disk?.sql ?? null;
    this.recovered = disk?.recovered ?? null;
    this.pins = new Pins(tables);
    this.outbox = new Outbox(tables);
    this.pushes = new Pushes(tables);
    const start = options.sessions ?? false;
    this.#sessions = { start, mayWait: start || sessionsWait(tables) };
  }

  /** Owns a folder, which is made (0700) if need be. Throws `StoreError` `in-use`, `wrong-kind`, `newer`, `unwritable`. */
  static open(dir: string, kind: StoreKind, options: StoreOptions = {}): Store {
    const disk = openOwned(dir, kind, options.maxBytes ?? MAX_STORE_BYTES);
    return new Store(disk.tables, options, disk);
  }

  /** A store in memory, of traces. */
  static scratch(options: Omit<StoreOptions, 'maxBytes'> = {}): Store {
    return new Store(Tables.fresh(), options, null);
  }

  /** Makes a scratch store a fresh one. Throws `TreeError` `misuse` for one that is in a folder. */
  empty(): void {
    if (this.#sql !== null) throw new TreeError('misuse', 'only a scratch store can be emptied');
    this.#view = null;
    this.#tables.clear();
  }

  /** Reads a folder, also while a process owns it; makes no folder. Throws `StoreError` `absent`, `newer`, `damaged`, `unwritable`. */
  static openForReading(dir: string, options: ReaderOptions = {}): StoreReader {
    const sql = openReadOnly(dir);
    const tables = (): Tables => sql.transaction('read', () => readTables(sql));
    return new StoreReader({ tables, close: () => sql.close() }, options);
  }

  /**
   * Purges what is asked for, then makes documents an origin's layer, confirmed. The same documents as the present ones are `unchanged`: of the layer only labels change.
   * Others, one more or one less keep the sequence number, and the writes to the objects that did not change.
   */
  apply(input: LayerInput, context: ApplyContext = {}): Applied {
    checkLayer(input);
    const purge = context.purge ?? [];
    refuseLocal(purge);
    const { reader } = context;
    return this.#change(() => {
      const replaces = layerOf(this.#tables, input.origin) !== undefined;
      const staying = new Set(input.mos.map((mo) => mo.identity.toWellFormed()));
      const purged = dropLayers(this.#tables, purge, staying);
      const applied = applyLayer(this.#tables, input);
      this.#unclean ||= purged.length > 0 || (replaces && applied.result === 'applied');
      if (reader !== undefined && input.origin.kind === 'smartcard') {
        noteSighting(this.#tables, input.origin.id, reader);
      }
      return { ...applied, purged };
    });
  }

  /**
   * Drops the layers of these origins with all that was written in them; what they covered is back.
   *
   * @param options.hold they are held from now on, until `release`.
   */
  purge(origins: readonly Origin[], options: { readonly hold?: boolean } = {}): Purged {
    refuseLocal(origins);
    return this.#change(() => {
      this.#unclean = true;
      const purged = dropLayers(this.#tables, origins);
      if (options.hold === true) {
        for (const origin of purged) hold(this.#tables, origin);
      }
      return { purged };
    });
  }

  /** Lays the layers over one another in another order from now on: each kind of origin once, lowest first. */
  setRanks(ranks: Ranks): Changes {
    if (this.#tables.ranks.join() === ranks.join()) return { changes: [], dangling: [] };
    return this.#change(() => {
      this.#tables.settings.set('ranks', ranks);
      return {};
    });
  }

  /** Whether what this card, or this origin by its `heldName`, brought was purged on somebody's word, and is not to come back by itself. */
  isHeld(identity: string): boolean {
    return isHeld(this.#tables, identity);
  }

  release(identity: string): void {
    if (this.isHeld(identity)) {
      this.#tables.transaction(() => setHeld(this.#tables, identity, false));
    }
  }

  /** Counts the daemons that begin to tell of this state; returns the number of this one, from 1. */
  beginRun(): number {
    return this.#tables.transaction(() => this.#tables.next('runs'));
  }

  /**
   * Adds or changes one node, or deletes one with all below it, if the writer may: a server what the ACLs and the access types of the DDF let it do, the local client the
   * value of an AAuthData. Interior nodes that are missing above a node that a server adds are added in its name. Throws `TreeError`; `statusOf` has its status code.
   */
  write(uri: string, change: NodeChange | 'delete', by: Writer): Changes {
    namesOf(uri);
    return this.#change((before) => {
      let view = before;
      for (const parent of missingAbove(before, uri, change, by)) {
        write(this.#tables, view, parent, { format: 'node' }, by);
        view = loadView(this.#tables, this.initialRights);
      }
      write(this.#tables, view, uri, change, by);
      return {};
    });
  }

  /** Whether it is known that the origin still holds what its layer says. */
  setConfirmed(origin: Origin, confirmed: boolean): void {
    this.#confirm(confirmed, (row) => row === layerOf(this.#tables, origin));
  }

  unconfirmAll(kind: OriginKind): void {
    this.#confirm(false, ({ origin }) => origin.kind === kind);
  }

  #confirm(confirmed: boolean, isMeant: (row: LayerRow) => boolean): void {
    const { layers } = this.#tables;
    const meant = layers.rows().filter((row) => row.confirmed !== confirmed && isMeant(row));
    if (meant.length === 0) return;
    this.#view = null;
    this.#tables.transaction(() => {
      for (const row of meant) layers.set(row.sequence, { ...row, confirmed });
    });
  }

  /** Notes that a card is in a reader. */
  sighted(identity: string, reader: string): void {
    this.#tables.transaction(() => noteSighting(this.#tables, identity, reader));
  }

  /** Forgets all that is known of PINs of a card; returns how many there were. */
  forgetPins(identity: string): number {
    return this.#tables.transaction(() => {
      const known = entriesOf(this.#tables, identity);
      for (const { iccid, digest } of known) this.#tables.pins.delete(pinKey(iccid, digest));
      return known.length;
    });
  }

  protected override view(): View {
    this.#view ??= loadView(this.#tables, this.initialRights);
    return this.#view;
  }

  #change<Result extends object>(work: (before: View) => Result): Result & Changes {
    const before = this.view();
    this.#view = null;
    const { after, dropped, result } = this.#tables.transaction(() => {
      const done = work(before);
      const now = loadView(this.#tables, this.initialRights);
      const changes = accountChanges(before, now);
      const dropped = appendEvents(this.#tables, changes, this.#sessions);
      return {
        after: now,
        dropped,
        result: { ...done, changes, dangling: newlyDangling(before, now) },
      };
    });
    this.#view = after;
    this.outbox.dropped += dropped;
    if (this.#unclean) {
      this.#unclean = !(this.#sql?.checkpoint() ?? true);
    }
    return result;
  }
}

/** Another process can own the folder from here on. */
function closeDisk(disk: { readonly sql: Sql; release(): void } | null): void {
  try {
    disk?.sql.checkpoint();
  } finally {
    disk?.sql.close();
    disk?.release();
  }
}

function refuseLocal(origins: readonly Origin[]): void {
  if (origins.some(({ kind }) => kind === 'local')) {
    throw new TreeError('permanent', 'the local layer cannot be purged as a whole');
  }
}
