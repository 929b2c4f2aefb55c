import { below } from '../tree/uri.js';
import type { Leaf, Nodes } from './nodes.js';
import { label, type Notes } from './notes.js';
import type { Planned } from './plan.js';

/** Parms that name a connection, the ones to be preferred first, and what they name. */
const PARMS = [
  ['TO-PROXY', 'proxy'],
  ['TO-NAPID', 'nap'],
] as const;

/** The access points and proxies of a document, for what refers to them. */
export class Connections {
  readonly #leaves = new Map<string, Leaf[]>();
  readonly #notes: Notes;

  constructor(objects: readonly Planned[], notes: Notes) {
    this.#notes = notes;
    for (const { kind, id, identity, table, name } of objects) {
      const leaf: Leaf = {
        format: 'chr',
        value: below(table.parent, name),
        ref: { identity, rest: '' },
      };
      const key = `${kind} ${id}`;
      this.#leaves.set(key, [...(this.#leaves.get(key) ?? []), leaf]);
    }
  }

  /** Puts the connections of an object: references to the objects of its document, all of a proxy that became several, and what is none of them as text. */
  fill(nodes: Nodes, { table: { leaves, connection }, source }: Planned): void {
    if (connection === null) return;
    const found = new Map<Leaf['value'], Leaf>();
    for (const [name, kind] of PARMS.filter(([name]) => leaves.has(name))) {
      for (const { value } of source.parms.filter((parm) => parm.name === name)) {
        const id = value?.trim() ?? '';
        const objects = this.#leaves.get(`${kind} ${id}`);
        if (objects === undefined) {
          this.#notes.warnings.add(
            `${label(source)}: ${name} names nothing in this document${id === '' ? '' : ', and is kept as text'}`,
          );
        }
        const text: Leaf[] = id === '' ? [] : [{ format: 'chr', value: id, ref: null }];
        for (const leaf of objects ?? text) found.set(leaf.value, leaf);
      }
    }
    const template = found.size === 1 ? connection.one : connection.several;
    for (const leaf of found.values()) nodes.put(template, [{ of: leaf, isAlone: false }], leaf);
  }
}
