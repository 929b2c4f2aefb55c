import { createHash } from 'node:crypto';
import type { PushedMessage } from '../../push/index.js';

/** Digits of a digest that name a push. */
const ID_LENGTH = 12;

type Digested = Pick<PushedMessage, 'kind' | 'bytes' | 'security'>;

const digest = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').toUpperCase();
};

/** Of the document alone, not of the whole PDU: whoever sends again what came into force may number it anew, and secure it otherwise. */
export const digestOfDocument = ({ kind, bytes }: Digested): string => digest(`${kind}\0`, bytes);

/** Of the document and of how it is secured: a copy with a wrong MAC is another one, and does not stand in the way of the right one. */
export const digestOfSecured = ({ kind, bytes, security }: Digested): string =>
  digest(`${kind}\0${security?.method}\0`, security?.mac ?? '', '\0', bytes);

/** What people call a push that waits. */
export const idOf = (digest: string): string => digest.slice(0, ID_LENGTH);
