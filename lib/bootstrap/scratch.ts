import { malformed } from '../syncml/index.js';
import { MAX_DEPTH, MAX_NODES_A_LAYER, MAX_VALUE_BYTES } from '../tree/bounds.js';
import type { NodeFormat } from '../tree/format.js';
import { RESERVED } from './places.js';
import type { Failure } from './report.js';

/** Of all values and properties that one message makes: several times what it can hold without saying one twice. */
const MAX_BYTES = 8 * MAX_VALUE_BYTES;

/** A node of the tree of one message. Its children are changed by `Scratch` alone. */
export interface ScratchNode {
  readonly format: NodeFormat;
  readonly type: string | null;
  readonly acl: string | null;
  readonly title: string | null;
  readonly value: string | Uint8Array | null;
  /** Made only because something below it was added, or there before the message. */
  readonly implied: boolean;
  /** The name that a TNDS gives it, which may not be the one that it got; null where there is none. */
  readonly wished: string | null;
  readonly children: Map<string, ScratchNode>;
}

export function makeNode(
  format: NodeFormat,
  {
    type = null,
    acl = null,
    title = null,
    value = null,
    implied = false,
    wished = null,
    children = new Map(),
  }: Partial<Omit<ScratchNode, 'format'>> = {},
): ScratchNode {
  return { format, type, acl, title, value, implied, wished, children };
}

/** The same node once more, with all that is below it. */
export function copyOf(node: ScratchNode): ScratchNode {
  const children = Array.from(node.children, ([name, below]) => [name, copyOf(below)] as const);
  return { ...node, children: new Map(children) };
}

const OCCUPIED: Failure = { code: 418, note: 'there is such a node already' };
const BELOW_LEAF: Failure = { code: 405, note: 'a leaf stands in the way' };
const MISSING: Failure = { code: 404, note: 'this message has no such node' };
const TOO_DEEP: Failure = { code: 414, note: `that would be more than ${MAX_DEPTH} levels` };

/**
 * The tree that one message makes, by itself: the permanent nodes, what its commands add, and a tray for each TNDS that went to `./Inbox`,
 * so that the names of one do not meet those of another. Any earlier state can be gone back to.
 */
export class Scratch {
  readonly root = makeNode('node', { implied: true });
  /** Where the item stands that is carried out, in bytes from the start of the message: a bound that is hit is told with it. */
  offset = 0;
  readonly #trays: ScratchNode[] = [];
  readonly #undo: (() => void)[] = [];
  #nodes = 0;
  #bytes = 0;

  constructor() {
    for (const name of RESERVED) this.root.children.set(name, makeNode('node', { implied: true }));
  }

  /** What each TNDS put into `./Inbox`, in the order of the message. */
  get trays(): readonly ScratchNode[] {
    return this.#trays;
  }

  mark(): number {
    return this.#undo.length;
  }

  /** Undoes everything since `mark`. */
  rollback(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.();
  }

  newTray(): ScratchNode {
    const tray = makeNode('node', { implied: true });
    this.#trays.push(tray);
    this.#undo.push(() => this.#trays.pop());
    return tray;
  }

  /** The node at `path` below `base`. */
  find(path: readonly string[], base: ScratchNode = this.root): ScratchNode | undefined {
    let node: ScratchNode | undefined = base;
    for (const name of path) node = node?.children.get(name);
    return node;
  }

  /** Adds a node, with all that is below it, at `path` below `base`, which is the root or a tray; interior nodes above it are made. */
  add(base: ScratchNode, path: readonly string[], node: ScratchNode): Failure | null {
    if (path.length + levelsBelow(node) > MAX_DEPTH) return TOO_DEEP;
    let parent = base;
    for (const name of path.slice(0, -1)) {
      parent =
        parent.children.get(name) ?? this.#set(parent, name, makeNode('node', { implied: true }));
      if (parent.format !== 'node') return BELOW_LEAF;
    }
    const name = path.at(-1);
    if (name === undefined || parent.children.has(name)) return OCCUPIED;
    this.#set(parent, name, node);
    return null;
  }

  /** Puts a node, with all that is below it, in the place of one that is there. */
  replace(path: readonly string[], node: ScratchNode): Failure | null {
    const place = this.#placeOf(path);
    if (place === null) return MISSING;
    this.#set(place.parent, place.name, node);
    return null;
  }

  /** Takes away a node that is there, with all that is below it. */
  remove(path: readonly string[]): Failure | null {
    const place = this.#placeOf(path);
    if (place === null) return MISSING;
    const { parent, name, node } = place;
    const { children } = parent;
    const at = [...children.keys()].indexOf(name);
    children.delete(name);
    this.#undo.push(() => {
      const after = [...children].slice(at);
      for (const [later] of after) children.delete(later);
      for (const [again, below] of [[name, node] as const, ...after]) children.set(again, below);
    });
    return null;
  }

  #placeOf(
    path: readonly string[],
  ): { parent: ScratchNode; name: string; node: ScratchNode } | null {
    const parent = this.find(path.slice(0, -1));
    const name = path.at(-1);
    const node = name === undefined ? undefined : parent?.children.get(name);
    return parent && name !== undefined && node ? { parent, name, node } : null;
  }

  #set(parent: ScratchNode, name: string, node: ScratchNode): ScratchNode {
    this.#count(node);
    const before = parent.children.get(name);
    parent.children.set(name, node);
    this.#undo.push(() => {
      if (before === undefined) parent.children.delete(name);
      else parent.children.set(name, before);
    });
    return node;
  }

  /** Holds what commands make, that which is undone included, against what a layer may hold. */
  #count(node: ScratchNode): void {
    const lengths = [node.value, node.type, node.acl, node.title].map(byteLength);
    this.#nodes += 1;
    this.#bytes += lengths.reduce((sum, length) => sum + length, 0);
    if (this.#nodes > MAX_NODES_A_LAYER) this.#tooMuch(`${MAX_NODES_A_LAYER} nodes`);
    if (lengths.some((length) => length > MAX_VALUE_BYTES)) {
      this.#tooMuch(`${MAX_VALUE_BYTES} bytes in a value or property of a node`);
    }
    if (this.#bytes > MAX_BYTES) this.#tooMuch(`${MAX_BYTES} bytes in all nodes`);
    for (const below of node.children.values()) this.#count(below);
  }

  #tooMuch(bound: string): never {
    throw malformed(this.offset, `expected at most ${bound}, found more with the item`);
  }
}

function levelsBelow(node: ScratchNode): number {
  let levels = 0;
  for (const below of node.children.values()) levels = Math.max(levels, 1 + levelsBelow(below));
  return levels;
}

const byteLength = (part: string | Uint8Array | null): number =>
  part === null ? 0 : Buffer.byteLength(part);
