import { isObjectOf } from '../pkcs15/index.js';
import type { Entry } from './dodf.js';
import type { Dodfs } from './dodfs.js';
import { readEntry, type Search } from './search.js';
import type { Provisioning } from './types.js';
import { WalkEnd } from './walk-end.js';

/** Entries of CP documents that are looked at, over all object identifiers. */
const MAX_ENTRIES = 32;

/**
 * The CP documents (DM Bootstrap, 5.4.5), at most one for each object identifier of the policy and in its order: the first whose file is
 * there, valid and not empty, over the DODFs in the order of the ODF. A DODF that demands a PIN is not opened for them.
 * Nothing here ends the walk but a fault of the card.
 */
export async function findProvisioning(search: Search, dodfs: Dodfs): Promise<Provisioning[]> {
  const { provisioning, warn } = search.policy;
  let looks = 0;

  async function firstDocument(oid: string): Promise<Provisioning | null> {
    for (const entry of dodfs.seen) {
      if (!isObjectOf(oid, entry.object)) continue;
      if (++looks > MAX_ENTRIES) return null;
      const found = await readDocument(search, oid, entry);
      if (found !== null) return found;
    }
    return null;
  }

  if (provisioning.length === 0) return [];
  await readOn(dodfs, warn);
  const documents: Provisioning[] = [];
  for (const oid of provisioning) {
    const document = await firstDocument(oid);
    if (document !== null) documents.push(document);
  }
  return documents;
}

/** Reads the DODFs that are left. One that cannot be parsed hides neither the message nor the entries of the others. */
async function readOn(dodfs: Dodfs, warn: (message: string) => void): Promise<void> {
  for (;;) {
    try {
      if ((await dodfs.next()) === null) return;
    } catch (error) {
      if (!(error instanceof WalkEnd)) throw error;
      warn(error.message);
    }
  }
}

/** Null: the next entry may have what this one has not. */
async function readDocument(
  search: Search,
  oid: string,
  entry: Entry,
): Promise<Provisioning | null> {
  try {
    const found = await readEntry(search, 'EF CP', entry);
    if (!(found instanceof WalkEnd)) return { kind: 'document', oid, ...found };
    if (found.detail !== null) search.policy.warn(`CP document ${oid}: ${found.detail}`);
    return null;
  } catch (error) {
    if (!(error instanceof WalkEnd)) throw error;
    return { kind: 'unread', oid, outcome: error.code, detail: error.detail };
  }
}
