import { setImmediate } from 'node:timers/promises';
import { allBytes } from '../../../lib/bytes.js';
import type { CardFile, DescribedStay } from '../../../lib/transcript/index.js';
import type { StoreReader } from '../../../lib/tree/index.js';
import { endOf } from '../../../lib/wbxml/index.js';
import { type Explanation, explain } from '../explain/explain.js';
import { DEFAULT_ORIGIN } from '../explain/origin.js';

/** Documents of a stay that are decoded: as many as a layer holds. */
const MAX_DOCUMENTS = 16;
const UNUSED = 0xff;

/** What a file of a card was found to hold. */
export interface CardDocument {
  readonly file: CardFile;
  /** Null where the file is there and holds nothing: all FF. */
  readonly explanation: Explanation | null;
}

export interface DocumentOptions {
  readonly lenient: boolean;
  readonly showSecrets: boolean;
}

/** The documents in the files of a stay, each as applying it to `store`, which is not changed, would show it. */
export async function documentsOf(
  { files, iccid }: DescribedStay,
  store: StoreReader,
  options: DocumentOptions,
): Promise<CardDocument[]> {
  const origin = iccid === null ? DEFAULT_ORIGIN : ({ kind: 'smartcard', id: iccid } as const);
  const documents: CardDocument[] = [];
  for (const file of files.filter(isCandidate).slice(0, MAX_DOCUMENTS)) {
    const isEmpty = allBytes(file.bytes, UNUSED);
    const explanation = isEmpty ? null : explain(file.bytes, store, { origin, ...options });
    if (file.role === 'message' || (explanation?.kind ?? null) !== null) {
      documents.push({ file, explanation });
    }
    // The store gives memory back between turns of the event loop only.
    await setImmediate();
  }
  return documents;
}

/** The message's own file, and any other whose content ends where a document would. */
function isCandidate({ role, records, bytes }: CardFile): boolean {
  if (records !== null || bytes.length === 0) return false;
  if (role === 'message') return true;
  return (
    (role === 'data' || role === 'other') && bytes[0] !== UNUSED && endOf(bytes).kind === 'end'
  );
}
