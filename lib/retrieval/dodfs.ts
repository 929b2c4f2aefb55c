import type { OdfEntry } from '../pkcs15/index.js';
import { type DodfFile, type Entry, readDodf, readRefusedDodf } from './dodf.js';
import type { Odf } from './odf.js';
import type { Search } from './search.js';

/** DODFs that are looked at. */
const MAX_DODFS = 32;

/** The entries of the DODFs in the order of the ODF, read one DODF after the other and no further than asked for. */
export class Dodfs {
  /** Those that were read so far. */
  readonly seen: Entry[] = [];
  /** Why a DODF is of no use: the first one, unless it is the one that was opened. */
  problem: string | null = null;
  readonly #search: Search;
  readonly #odf: Odf;
  readonly #left: OdfEntry[];
  #setAside: DodfFile | null = null;

  constructor(search: Search, odf: Odf) {
    this.#search = search;
    this.#odf = odf;
    this.#left = odf.entries.filter(({ kind }) => kind === 'dataObjects').slice(0, MAX_DODFS);
  }

  /**
   * The entries of the next DODF that anyone may read; null where there is no further one.
   * Throws `WalkEnd` where it cannot be parsed; the next call goes on behind it.
   */
  async next(): Promise<readonly Entry[] | null> {
    const { card, application, policy } = this.#search;
    for (let dodf = this.#left.shift(); dodf !== undefined; dodf = this.#left.shift()) {
      const content = await readDodf(card, application, this.#odf, dodf);
      if (content.kind === 'entries') return this.#saw(content.entries);
      if (content.kind === 'refused') {
        this.#setAside ??= content.file;
      } else {
        policy.warn(content.problem);
        this.problem ??= content.problem;
      }
    }
    return null;
  }

  /** The entries of the first DODF that demanded a PIN, opened by the PIN rules; none if there is no such DODF. */
  async open(): Promise<readonly Entry[]> {
    if (this.#setAside === null) return [];
    const { card, pins } = this.#search;
    const content = await readRefusedDodf(card, pins, this.#setAside);
    if (content.kind === 'entries') return this.#saw(content.entries);
    this.problem = content.problem;
    return [];
  }

  #saw(entries: readonly Entry[]): readonly Entry[] {
    this.seen.push(...entries);
    return entries;
  }
}
