import { MAX_STORE_BYTES } from '../bounds.js';
import { checkLayer } from '../check.js';
import { TreeError } from '../error.js';
import type { AccountChange, LayerInput, Origin, OriginKind } from '../model.js';
import { namesOf } from '../uri.js';
import { applyLayer, dropLayers, type Renamed } from './apply.js';
import { accountChanges, newlyDangling } from './changes.js';
import { Installed } from './installed.js';
import { readLayer } from './layers.js';
import { loadView } from './load.js';
import {
  emptyScratch,
  type Opened,
  openOwned,
  openReadOnly,
  openScratch,
  type Recovery,
} from './open.js';
import { appendEvents, Outbox, sessionsWait } from './outbox.js';
import { Pins } from './pins.js';
import { type ReaderOptions, StoreReader } from './reader.js';
import type { StoreKind } from './schema.js';
import { isHeld, noteSighting, setHeld } from './sightings.js';
import { View } from './view.js';
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
  readonly #release: () => void;
  readonly #isScratch: boolean;
  readonly #sessions: { readonly start: boolean; readonly mayWait: boolean };
  /** What is visible now; null where it has to be read. */
  #view: View | null;
  #installed = new Installed();
  /** Something was deleted that still stands in the log. */
  #unclean = false;

  private constructor(opened: Opened, options: StoreOptions, isScratch = false) {
    super(opened.sql, options);
    this.#view = opened.view && new View(opened.view.mos, opened.view.local, this.initialRights);
    this.recovered = opened.recovered;
    this.#isScratch = isScratch;
    this.pins = new Pins(opened.sql);
    this.outbox = new Outbox(opened.sql);
    this.#release = opened.release;
    const start = options.sessions ?? false;
    this.#sessions = { start, mayWait: start || sessionsWait(opened.sql) };
  }

  /** Owns a folder, which is made (0700) if need be. Throws `StoreError` `in-use`, `wrong-kind`, `newer`, `unwritable`. */
  static open(dir: string, kind: StoreKind, options: StoreOptions = {}): Store {
    return new Store(openOwned(dir, kind, options.maxBytes ?? MAX_STORE_BYTES), options);
  }

  /** A store in memory, of traces. */
  static scratch(options: Omit<StoreOptions, 'maxBytes'> = {}): Store {
    return new Store(openScratch(MAX_STORE_BYTES), options, true);
  }

  /** Makes a scratch store a fresh one. Throws `TreeError` `misuse` for one that is in a folder. */
  empty(): void {
    if (!this.#isScratch) throw new TreeError('misuse', 'only a scratch store can be emptied');
    this.#view = null;
    this.#installed = new Installed();
    emptyScratch(this.sql);
  }

  /** Reads a folder, also while a process owns it; makes no folder. Throws `StoreError` `absent`, `newer`, `damaged`, `unwritable`. */
  static openForReading(dir: string, options: ReaderOptions = {}): StoreReader {
    return new StoreReader(openReadOnly(dir), options);
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
      const replaces = readLayer(this.sql, input.origin) !== null;
      const staying = new Set(input.mos.map((mo) => mo.identity));
      const purged = dropLayers(this.sql, purge, staying);
      const applied = applyLayer(this.sql, input, this.#installed);
      this.#unclean ||= purged.length > 0 || (replaces && applied.result === 'applied');
      if (reader !== undefined && input.origin.kind === 'smartcard') {
        noteSighting(this.sql, input.origin.id, reader);
      }
      return { ...applied, purged };
    });
  }

  /**
   * Drops the layers of these origins with all that was written in them; what they covered is back.
   *
   * @param options.hold the cards among them are held from now on, until `release`.
   */
  purge(origins: readonly Origin[], options: { readonly hold?: boolean } = {}): Purged {
    refuseLocal(origins);
    return this.#change(() => {
      this.#unclean = true;
      const purged = dropLayers(this.sql, origins);
      if (options.hold === true) {
        for (const { kind, id } of purged) {
          if (kind === 'smartcard') setHeld(this.sql, id, true);
        }
      }
      return { purged };
    });
  }

  /** Whether what this card brought was purged on somebody's word, and is not to come back by itself. */
  isHeld(identity: string): boolean {
    return isHeld(this.sql, identity);
  }

  release(identity: string): void {
    if (this.isHeld(identity)) setHeld(this.sql, identity, false);
  }

  /** Counts the daemons that begin to tell of this state; returns the number of this one, from 1. */
  beginRun(): number {
    const row = this.sql.first(
      `UPDATE meta SET value = value + 1 WHERE key = 'runs' RETURNING value`,
    );
    return row?.int('value') ?? 1;
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
        write(this.sql, view, parent, { format: 'node' }, by);
        view = loadView(this.sql, this.initialRights, this.#installed);
      }
      write(this.sql, view, uri, change, by);
      return {};
    });
  }

  /** Whether it is known that the origin still holds what its layer says. */
  setConfirmed({ kind, id }: Origin, confirmed: boolean): void {
    this.#view = null;
    this.sql.run(
      'UPDATE layers SET confirmed = ? WHERE kind = ? AND id = ?',
      confirmed ? 1 : 0,
      kind,
      id,
    );
  }

  unconfirmAll(kind: OriginKind): void {
    const changed = this.sql.run('UPDATE layers SET confirmed = 0 WHERE kind = ?', kind);
    if (changed > 0) this.#view = null;
  }

  /** Notes that a card is in a reader. */
  sighted(identity: string, reader: string): void {
    this.sql.transaction('write', () => noteSighting(this.sql, identity, reader));
  }

  /** Forgets all that is known of PINs of a card; returns how many there were. */
  forgetPins(identity: string): number {
    return this.sql.run('DELETE FROM pin_ledger WHERE iccid = ?', identity);
  }

  /** Another process can own the folder from here on. */
  override close(): void {
    try {
      this.sql.checkpoint();
    } finally {
      super.close();
      this.#release();
    }
  }

  protected override view(): View {
    this.#view ??= loadView(this.sql, this.initialRights, this.#installed);
    return this.#view;
  }

  #change<Result extends object>(work: (before: View) => Result): Result & Changes {
    const before = this.view();
    this.#view = null;
    const { after, dropped, result } = this.#transaction(() => {
      const done = work(before);
      const now = loadView(this.sql, this.initialRights, this.#installed);
      const changes = accountChanges(before, now);
      const dropped = appendEvents(this.sql, changes, this.#sessions);
      return {
        after: now,
        dropped,
        result: { ...done, changes, dangling: newlyDangling(before, now) },
      };
    });
    this.#view = after;
    this.outbox.dropped += dropped;
    if (this.#unclean) {
      this.#unclean = !this.sql.checkpoint();
    }
    return result;
  }

  #transaction<Result>(work: () => Result): Result {
    try {
      return this.sql.transaction('write', work);
    } catch (error) {
      this.#installed = new Installed();
      throw error;
    }
  }
}

function refuseLocal(origins: readonly Origin[]): void {
  if (origins.some(({ kind }) => kind === 'local')) {
    throw new TreeError('permanent', 'the local layer cannot be purged as a whole');
  }
}
