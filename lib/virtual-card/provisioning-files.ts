import { concat } from '../bytes.js';
import type { BootstrapCard } from './bootstrap-card.js';
import { provisioningEntry } from './bootstrap-files.js';
import type { Guard } from './guard.js';
import type { TransparentImage } from './image.js';

/** Makes a file of the PKCS#15 application, padded up to a size. */
export type MakeFile = (
  fid: string,
  content: Uint8Array,
  size: number,
  guard?: Guard,
) => TransparentImage;

const FIRST_OID = '2.23.43.3.1';
const FIRST_FID = 0x6441;

const fidOf = (at: number): string => (FIRST_FID + at).toString(16);

/** The DODF entries of the CP documents, in their order. */
export function provisioningEntries({
  provisioning = [],
  entry = 'opaque',
}: BootstrapCard): Uint8Array {
  return concat(
    ...provisioning.map(({ oid = FIRST_OID, label = 'CP', flags = {} }, at) =>
      provisioningEntry(entry, oid, label, flags, { path: fidOf(at) }),
    ),
  );
}

/** Their files. */
export function provisioningFiles(
  { provisioning = [] }: BootstrapCard,
  ef: MakeFile,
): TransparentImage[] {
  return provisioning.flatMap(({ document, read, file }, at): TransparentImage[] => {
    if (file === 'missing') return [];
    const content = file === 'empty' ? new Uint8Array(document.length).fill(0xff) : document;
    const lifeCycle = file === 'invalidated' ? 'deactivated' : 'activated';
    // The short identifiers of the FIDs belong to other files.
    return [{ ...ef(fidOf(at), content, 0, read), sfi: 'none', lifeCycle }];
  });
}
