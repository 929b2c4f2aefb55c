import type { Card } from '../card/index.js';
import { isBootstrapObject } from '../pkcs15/index.js';
import type { ShareMode } from '../reader/reader.js';
import { filePath, type Pkcs15Application } from './application.js';
import { type Entry, extentOf } from './dodf.js';
import type { Dodfs } from './dodfs.js';
import { readMessage } from './message.js';
import type { PinGuard } from './pin-guard.js';
import type { WalkPolicy } from './types.js';
import { uselessFile, WalkEnd } from './walk-end.js';

/** Bootstrap entries that are looked at. */
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
 * The message of the first bootstrap entry whose file is there, valid and not empty, over the DODFs in the order of the ODF; if there is none,
 * the first entry's reason, unless one has a URL in place of a file (6.3, BOOTCFGMO-C-003). A DODF that demands a PIN is opened only if no other has an entry, and then decides.
 */
export async function findMessage(search: Search, dodfs: Dodfs): Promise<Found | WalkEnd> {
  let reason: WalkEnd | null = null;
  let looks = 0;

  async function firstMessage(entries: readonly Entry[]): Promise<Found | null> {
    for (const entry of entries) {
      if (!isBootstrapObject(entry.object)) continue;
      if (++looks > MAX_ENTRIES) return null;
      const found = await readEntry(search, 'EF DM_Bootstrap', entry);
      if (!(found instanceof WalkEnd)) return found;
      if (reason === null || (reason.url === null && found.url !== null)) reason = found;
    }
    return null;
  }

  for (let entries = await dodfs.next(); entries !== null; entries = await dodfs.next()) {
    const found = await firstMessage(entries);
    if (found !== null) return found;
  }
  if (reason !== null) return reason;
  const found = await firstMessage(await dodfs.open());
  return found ?? reason ?? new WalkEnd('no-bootstrap', dodfs.problem);
}

/**
 * What is in the file of an entry, or why that is no message: the file is not there, invalidated or empty. Anything else that
 * keeps it from being read is thrown.
 *
 * @param kind what the file is, for people
 */
export async function readEntry(
  { application, policy, ...rest }: Search,
  kind: string,
  { object, stands }: Entry,
): Promise<Found | WalkEnd> {
  const { label, flags, location } = object;
  if (object.oidAliased) policy.warn(`the OID ${object.oid} in ${stands.name} is wrapped twice`);
  if (location.kind === 'url') return new WalkEnd('no-bootstrap', 'url', location.url);
  if (location.kind !== 'path') {
    return new WalkEnd('no-bootstrap', `the entry in ${stands.name} points to no file`);
  }
  const path = filePath(kind, location.path, application, stands);
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
