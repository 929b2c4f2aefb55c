import type { LayerSummary } from '../../lib/tree/index.js';
import { EXIT, Exit } from '../exit.js';

/**
 * The layer that a word means: by the id of its origin, by kind and id with a colon between them, or by its number.
 *
 * @throws Exit 66 where there is none, 64 where two origins of different kinds have this id.
 */
export function layerNamed(layers: readonly LayerSummary[], word: string): LayerSummary {
  const byId = layers.filter(({ origin: { kind, id } }) => word === id || word === `${kind}:${id}`);
  if (byId.length > 1) {
    const words = byId.map(({ origin: { kind, id } }) => `${kind}:${id}`);
    throw new Exit(EXIT.usage, `${word} may be ${words.join(' or ')}`);
  }
  const found = byId[0] ?? layers.find(({ sequence }) => word === String(sequence));
  if (found) return found;
  throw new Exit(EXIT.noInput, `there is no origin ${word}`);
}
