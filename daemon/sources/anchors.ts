import type { HttpsServer } from '../../lib/source/index.js';

/** Who vouches for a server: those in the file, where one is configured. */
export const anchorsOf = (
  ca: string | undefined,
  otherwise: 'system' | 'card' = 'system',
): HttpsServer['anchors'] => (ca === undefined ? otherwise : { file: ca });
