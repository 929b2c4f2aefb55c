import { ORIGIN_KINDS, type Origin } from '../../../lib/tree/index.js';
import { EXIT, Exit } from '../../exit.js';

/** Of a message that is not said to come from anywhere: a card that the device has not seen. */
export const DEFAULT_ORIGIN: Origin = { kind: 'smartcard', id: '(new card)' };

/** `KIND:ID`, such as `smartcard:8949…`. @throws Exit 64. */
export function parseOrigin(text: string): Origin {
  const [, word, id] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  const kind = ORIGIN_KINDS.find((one) => one === word);
  if (kind !== undefined && kind !== 'local' && id !== undefined) return { kind, id };
  const kinds = ORIGIN_KINDS.filter((one) => one !== 'local').join(', ');
  throw new Exit(EXIT.usage, `--origin: expected KIND:ID with a kind of ${kinds}`);
}
