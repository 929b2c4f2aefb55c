import { kindOf } from './objects.js';
import { INBOX, RESERVED } from './places.js';
import { type Placement, shown } from './report.js';
import type { Scratch, ScratchNode } from './scratch.js';
import { toUri } from './uri.js';

/** A node of the message. */
interface Place {
  readonly node: ScratchNode;
  /** From the root, or from the tray that it lies in. */
  readonly path: readonly string[];
  /** The names as the message wrote them, joined: what references to it go by. */
  readonly location: string;
  /** The TNDS that it came to `./Inbox` with, or null. */
  readonly tray: ScratchNode | null;
}

/** A management object of the message. */
export interface Found extends Place {
  readonly kind: Placement['kind'];
}

/** An object that is known for who it is. */
export interface Identified extends Found {
  readonly identity: string;
}

/** An object with the URI that it would like. */
export interface Placed extends Identified {
  readonly parent: string;
  readonly name: string;
}

/**
 * All objects of the message. Accounts, access points and proxies are found by type wherever they are. Another object is what has a type, or, outside
 * `./Inbox`, the topmost node that a command named, or that has a leaf and was made on the way to it: single leaves are objects only below the root.
 * What is none of these is told to `ignore`; without `ignore`, leaves are passed over.
 */
export function findObjects(scratch: Scratch, ignore?: (line: string) => void): Found[] {
  const search = new Search(ignore);
  search.below({ node: scratch.root, path: [], location: '', tray: null });
  const inbox = scratch.root.children.get(INBOX);
  for (const tray of inbox ? [inbox, ...scratch.trays] : scratch.trays) {
    search.below({ node: tray, path: [], location: '', tray });
  }
  return search.found;
}

class Search {
  readonly found: Found[] = [];
  readonly #ignore: ((line: string) => void) | undefined;

  constructor(ignore: ((line: string) => void) | undefined) {
    this.#ignore = ignore;
  }

  below(parent: Place): void {
    for (const place of childrenOf(parent)) {
      if (this.#ignore === undefined && place.node.format !== 'node') continue;
      if (place.tray === null && place.path.length === 1 && place.path[0] === INBOX) continue;
      this.#visit(place);
    }
  }

  #visit(place: Place): void {
    const { node, path, tray } = place;
    const kind = node.format === 'node' ? kindOf(node, path) : null;
    if (kind === 'unsupported') {
      this.#ignore?.(`${from(place)}: objects of type ${shown(node.type ?? '')} are not supported`);
    } else if (kind !== null) {
      this.found.push({ ...place, kind });
    } else if (node.format === 'node' && (tray !== null || leadsOn(place))) {
      const before = this.found.length;
      this.below(place);
      if (tray !== null && !node.implied && this.found.length === before) {
        this.#ignore?.(`${from(place)}: it has no MO identifier that could say where it belongs`);
      }
    } else if (tray === null && !RESERVED.has(path[0] ?? '')) {
      this.found.push({ ...place, kind: 'other' }, ...standaloneIn(place));
    } else if (tray === null || path.length === 1) {
      this.#ignore?.(`${from(place)}: a leaf cannot stand there by itself`);
    }
  }
}

/** Where the message put an object, for people. */
export function from({ path, tray }: Place): string {
  return shown(toUri(tray === null ? path : [INBOX, ...path]));
}

function childrenOf({ node, path, location, tray }: Place): Place[] {
  return Array.from(node.children, ([name, below]) => {
    const wished = below.wished ?? name;
    return {
      node: below,
      path: [...path, name],
      location: location === '' ? wished : `${location}/${wished}`,
      tray,
    };
  });
}

/** True of an interior node outside `./Inbox` that is no object, but above some. */
function leadsOn(place: Place): boolean {
  const { node, path } = place;
  if (path.length === 1 && RESERVED.has(path[0] ?? '')) return true;
  if ([...node.children.values()].some(({ format }) => format !== 'node')) return false;
  return node.implied || standaloneIn(place).length > 0;
}

/** The objects that have a place of their own in a node that is none of them. */
function standaloneIn(place: Place): Found[] {
  return childrenOf(place).flatMap((below) => {
    const kind = below.node.format === 'node' ? kindOf(below.node, below.path) : 'leaf';
    if (kind !== null && kind !== 'leaf' && kind !== 'other' && kind !== 'unsupported') {
      return [{ ...below, kind }];
    }
    return kind === null ? standaloneIn(below) : [];
  });
}
