import { MessageError } from '../syncml/index.js';
import { MAX_NODES_A_LAYER, MAX_VALUE_BYTES } from '../tree/bounds.js';
import type { NodeFormat } from '../tree/format.js';
import { RESERVED } from './places.js';
import type { Failure } from './report.js';

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
  rest: Partial<Omit<ScratchNode, 'format'>> = {},
): ScratchNode {
  return {
    format,
    type: null,
    acl: null,
    title: null,
    value: null,
    implied: false,
    wished: null,
    children: new Map(),
    ...rest,
  };
}

const OCCUPIED: Failure = { code: 418, note: 'there is such a node already' };
const BELOW_LEAF: Failure = { code: 405, note: 'a leaf stands in the way' };
const MISSING: Failure = { code: 404, note: 'this message has no such node' };

/**
 * The tree that one message makes, by itself: the permanent nodes, what its commands add, and a tray for each TNDS that went to `./Inbox`,
 * so that the names of one do not meet those of another. Any earlier state can be gone back to.
 */
export class Scratch {
  readonly root = makeNode('node', { implied: true });
  readonly #trays: ScratchNode[] = [];
  readonly #undo: (() => void)[] = [];
  #made = 0;

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
    const parent = this.find(path.slice(0, -1));
    const name = path.at(-1);
    if (parent === undefined || name === undefined || !parent.children.has(name)) return MISSING;
    this.#set(parent, name, node);
    return null;
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

  /** Holds the nodes that commands make, those undone included, against what a layer may hold. */
  #count(node: ScratchNode): void {
    this.#made += 1;
    const { value, type, acl, title } = node;
    if (this.#made > MAX_NODES_A_LAYER) {
      throw new MessageError(
        'malformed',
        `expected at most ${MAX_NODES_A_LAYER} nodes, found more`,
      );
    }
    if ([value, type, acl, title].some((part) => byteLength(part) > MAX_VALUE_BYTES)) {
      throw new MessageError(
        'malformed',
        `expected at most ${MAX_VALUE_BYTES} bytes in a value or property of a node, found more`,
      );
    }
    for (const below of node.children.values()) this.#count(below);
  }
}

const byteLength = (part: string | Uint8Array | null): number =>
  part === null ? 0 : Buffer.byteLength(part);
