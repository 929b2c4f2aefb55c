import type { Mo, MoNode } from '../model.js';
import { nodeOf, type StoredNode } from './nodes.js';
import { type Sql, wellFormed } from './sql.js';

/**
 * The installed nodes of objects that are on top, read once: what a layer installed for an object never changes as long as the layer has it.
 * The owner of a store keeps one and tells it of every object that it installs; after a change that was taken back it makes a new one.
 */
export class Installed {
  #objects = new Map<string, readonly StoredNode[]>();

  /** A layer has this object now, in place of what it may have had. */
  put(layer: number, { identity, nodes }: Mo): void {
    this.#objects.set(key(layer, wellFormed(identity)), nodes.map(asStored));
  }

  /** The nodes of each of these objects, given with the layer that is on top. All others are forgotten. */
  of(sql: Sql, tops: ReadonlyMap<string, number>): ReadonlyMap<string, readonly StoredNode[]> {
    const wanted = [...tops].map(([identity, layer]) => [identity, key(layer, identity)] as const);
    const known = wanted.every(([, name]) => this.#objects.has(name))
      ? this.#objects
      : readAll(sql);
    this.#objects = new Map(wanted.map(([, name]) => [name, known.get(name) ?? []]));
    return new Map(wanted.map(([identity, name]) => [identity, known.get(name) ?? []]));
  }
}

/** A node as it would be read back. */
const asStored = ({ path, format, type, value, acl, title, ref }: MoNode): StoredNode => ({
  path,
  format,
  type: type && wellFormed(type),
  value: typeof value === 'string' ? wellFormed(value) : value && Uint8Array.from(value),
  acl: acl && wellFormed(acl),
  title: title && wellFormed(title),
  ref: ref && { identity: wellFormed(ref.identity), rest: wellFormed(ref.rest) },
  writtenBy: null,
});

const key = (layer: number, identity: string): string => `${layer} ${identity}`;

function readAll(sql: Sql): Map<string, StoredNode[]> {
  const objects = new Map<string, StoredNode[]>();
  for (const row of sql.all('SELECT * FROM nodes ORDER BY layer, identity, ordinal')) {
    const name = key(row.int('layer'), row.text('identity'));
    const node = { ...nodeOf(row), writtenBy: null };
    const nodes = objects.get(name);
    if (nodes === undefined) objects.set(name, [node]);
    else nodes.push(node);
  }
  return objects;
}
