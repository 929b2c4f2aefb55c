import { StoreError } from '../error.js';
import { isFormat } from '../format.js';
import type { MoNode } from '../model.js';
import type { Cell, Row } from './sql.js';

/** A node and who wrote it: a ServerID, `client` for the local client, or null where it is as installed. */
export interface StoredNode extends MoNode {
  readonly writtenBy: string | null;
}

/** Text as the engine keeps it, so that what is in memory is what will be read again: half a surrogate pair becomes U+FFFD. */
export const keptText = (text: string | null): string | null => text?.toWellFormed() ?? null;

/** A node as it is kept: text of no half surrogate pairs, and octets that nobody else has. */
export const asStored = ({ path, format, type, value, acl, title, ref }: MoNode): StoredNode => ({
  path,
  format,
  type: keptText(type),
  value: typeof value === 'string' ? value.toWellFormed() : value && Uint8Array.from(value),
  acl: keptText(acl),
  title: keptText(title),
  ref: ref && { identity: ref.identity.toWellFormed(), rest: ref.rest.toWellFormed() },
  writtenBy: null,
});

/** The columns that `nodes` and `writes` share, in the order of `contentCells`. */
export const CONTENT_COLUMNS = 'format, type, value, acl, title, ref_identity, ref_rest';

export function contentCells(node: MoNode): Cell[] {
  const { format, type, value, acl, title, ref } = node;
  return [format, type, value, acl, title, ref?.identity ?? null, ref?.rest ?? null];
}

export function nodeOf(row: Row): MoNode {
  const format = row.text('format');
  if (!isFormat(format)) {
    throw new StoreError('damaged', 'the store holds a node of an unknown format');
  }
  const identity = row.maybeText('ref_identity');
  return {
    path: row.text('path'),
    format,
    type: row.maybeText('type'),
    value: format === 'bin' && !row.isNull('value') ? row.bytes('value') : row.maybeText('value'),
    acl: row.maybeText('acl'),
    title: row.maybeText('title'),
    ref: identity === null ? null : { identity, rest: row.text('ref_rest') },
  };
}
