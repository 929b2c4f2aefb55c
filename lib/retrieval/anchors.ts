import { CardError } from '../card/index.js';
import type { Identified } from './identify.js';
import { readInventory } from './inventory.js';

/** Certificates of one card that servers are trusted by. */
const MAX_ANCHORS = 16;

/**
 * The certificates, as DER, that the card's PKCS#15 application says are to be trusted (its CDFs of trusted certificates, PKCS#15 v1.1, 6.2), as far as anyone may
 * read them. What is broken or closed is left out with a line to `warn`. Rejects with `ReaderError`.
 */
export async function readAnchors(
  identified: Identified,
  warn: (message: string) => void,
): Promise<readonly Uint8Array[]> {
  try {
    const { certificates, problems } = await readInventory(identified, warn, [
      'trustedCertificates',
    ]);
    for (const problem of problems) warn(`trusted certificates: ${problem}`);
    return certificates
      .flatMap(({ certificate }) => (certificate === null ? [] : [certificate.der]))
      .slice(0, MAX_ANCHORS);
  } catch (error) {
    if (!(error instanceof CardError)) throw error;
    warn(`trusted certificates: ${error.message}`);
    return [];
  }
}
