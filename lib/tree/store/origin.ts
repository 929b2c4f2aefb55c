import { StoreError } from '../error.js';
import { ORIGIN_KINDS, type Origin, type OriginKind } from '../model.js';
import type { Row } from './sql.js';

/** The sequence number of the permanent layer. */
export const LOCAL_LAYER = 0;
export const LOCAL_ORIGIN: Origin = { kind: 'local', id: '' };

const isKind = (text: string): text is OriginKind => ORIGIN_KINDS.some((kind) => kind === text);

export function originOf(row: Row): Origin {
  const kind = row.text('kind');
  if (!isKind(kind)) {
    throw new StoreError('damaged', 'the store holds an origin of an unknown kind');
  }
  return { kind, id: row.text('id') };
}
