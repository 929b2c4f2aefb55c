import type { Card } from '../card/index.js';
import type { ShareMode } from '../reader/reader.js';
import { filePath, type Pkcs15Application } from './application.js';
import { type DodfFile, type Entry, extentOf, readDodf, readRefusedDodf } from './dodf.js';
import { readMessage } from './message.js';
import type { Odf } from './odf.js';
import type { PinGuard } from './pin-guard.js';
import type { WalkPolicy } from './types.js';
import { uselessFile, WalkEnd } from './walk-end.js';

/** DODFs, and bootstrap entries, that are looked at. */
const MAX_DODFS = 32;
const MAX_ENTRIES = 32;

export interface Search {
  readonly card: Card;
  readonly pins: PinGuard;
  readonly share: ShareMode;
  readonly policy: WalkPolicy;
  readonly application: Pkcs15Application;
}

export interface Found {
  readonly bytes: Uint8Array;
  readonly label: string | null;
}

/**
 * The message of the first bootstrap entry whose file is there, valid and not empty, over the DODFs in the order of the ODF.
 * If there is none the first entry's reason ends the walk. A DODF that demands a PIN is opened only if no other has an entry,
 * and then decides.
 */
export async function findMessage(search: Search, odf: Odf): Promise<Found> {
  const { card, application, policy, pins } = search;
  const entries = new Entries(search);
  let setAside: DodfFile | null = null;
  let problem: string | null = null;
  const dodfs = odf.entries.filter(({ kind }) => kind === 'dataObjects').slice(0, MAX_DODFS);
  for (const dodf of dodfs) {
    const content = await readDodf(card, application, odf, dodf);
    if (content.kind === 'entries') {
      const found = await entries.firstMessage(content.entries);
      if (found !== null) return found;
    } else if (content.kind === 'refused') {
      setAside ??= content.file;
    } else {
      policy.warn(content.problem);
      problem ??= content.problem;
    }
  }
  if (entries.reason !== null) throw entries.reason;
  if (setAside === null) throw new WalkEnd('no-bootstrap', problem);
  const content = await readRefusedDodf(card, pins, setAside);
  if (content.kind === 'useless') throw new WalkEnd('no-bootstrap', content.problem);
  const found = await entries.firstMessage(content.entries);
  if (found !== null) return found;
  throw entries.reason ?? new WalkEnd('no-bootstrap', null);
}

class Entries {
  /** Why the first entry is of no use. */
  reason: WalkEnd | null = null;
  readonly #search: Search;
  #seen = 0;

  constructor(search: Search) {
    this.#search = search;
  }

  async firstMessage(entries: readonly Entry[]): Promise<Found | null> {
    for (const entry of entries) {
      if (++this.#seen > MAX_ENTRIES) return null;
      const found = await this.#messageOf(entry);
      if (!(found instanceof WalkEnd)) return found;
      this.reason ??= found;
    }
    return null;
  }

  async #messageOf({ object, stands }: Entry): Promise<Found | WalkEnd> {
    const { application, policy, ...rest } = this.#search;
    const { label, flags, location } = object;
    if (object.oidAliased) policy.warn(`the bootstrap OID in ${stands.name} is wrapped twice`);
    if (location.kind !== 'path') {
      return new WalkEnd('no-bootstrap', `the entry in ${stands.name} points to no file`);
    }
    const path = filePath('EF DM_Bootstrap', location.path, application, stands);
    const content = await readMessage({
      ...rest,
      endOf: policy.endOf,
      path,
      extent: extentOf(location.path),
      flagged: flags.private || flags.modifiable,
    });
    if (content.kind === 'message') return { bytes: content.bytes, label };
    if (content.kind === 'empty') return new WalkEnd('empty', null);
    return new WalkEnd('no-bootstrap', uselessFile(path.name, content.kind));
  }
}
