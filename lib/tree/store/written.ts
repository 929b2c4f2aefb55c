import { MAX_WRITES_A_LAYER } from '../bounds.js';
import { TreeError } from '../error.js';
import type { MoNode } from '../model.js';
import { asStored } from './nodes.js';
import { writeKey } from './rows.js';
import type { Tables } from './tables.js';
import type { Writer } from './writes.js';

/** Where a written row belongs: `identity` is `''` and `path` runs from the root in the local layer. */
export interface Place {
  readonly layer: number;
  readonly identity: string;
  readonly path: string;
}

/** A tombstone of an installed node (`deleted`) keeps it away as long as its layer has it. */
export function putWrite(
  tables: Tables,
  { layer, identity, path }: Place,
  by: Writer,
  deleted: boolean,
  content: MoNode,
): void {
  const server = 'server' in by ? by.server.toWellFormed() : null;
  const node = { ...asStored(content), path, writtenBy: server ?? 'client' };
  tables.writes.set(writeKey(layer, identity, path), { layer, identity, deleted, server, node });
}

export function dropWrite(tables: Tables, { layer, identity, path }: Place): void {
  tables.writes.delete(writeKey(layer, identity, path));
}

/** Throws `TreeError` `full` where a layer has too many rows now. */
export function checkCount(tables: Tables, layer: number): void {
  const count = tables.writes.rows().filter((row) => row.layer === layer).length;
  if (count > MAX_WRITES_A_LAYER) {
    throw new TreeError('full', `expected at most ${MAX_WRITES_A_LAYER} writes in one layer`);
  }
}
