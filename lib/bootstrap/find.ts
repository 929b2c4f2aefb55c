import { dmAccIdentity, moIdentity, napIdentity, proxyIdentity } from '../tree/identity.js';
import type { Origin } from '../tree/model.js';
import { serverIdOf } from './dmacc.js';
import { idOf, kindOf, RESERVED } from './objects.js';
import { type Placement, shown } from './report.js';
import type { Scratch, ScratchNode } from './scratch.js';
import { toUri } from './uri.js';

/** A management object of the message. */
export interface Found {
  readonly kind: Placement['kind'];
  readonly node: ScratchNode;
  /** From the root, or from the tray that it lies in. */
  readonly path: readonly string[];
  /** The names as the message wrote them, joined: what references to it go by. */
  readonly location: string;
  /** The TNDS that it came to `./Inbox` with, or null. */
  readonly tray: ScratchNode | null;
}

/**
 * All objects of the message. Accounts, access points and proxies are found by type wherever they are; another object is what has a type,
 * or, outside `./Inbox`, the topmost node that a command made. What is none of these is told to `ignore`; without `ignore`, leaves,
 * which are objects by their URI alone, are passed over.
 */
export function findObjects(scratch: Scratch, ignore?: (line: string) => void): Found[] {
  const search = new Search(ignore);
  search.below(scratch.root, null, [], '');
  const inbox = scratch.root.children.get('Inbox');
  for (const tray of inbox ? [inbox, ...scratch.trays] : scratch.trays) {
    search.below(tray, tray, [], '');
  }
  return search.found;
}

/** Who an object is; null for an account without a usable ServerID. */
export function identityOf({ kind, node, path, tray }: Found, origin: Origin): string | null {
  const name = path.at(-1) ?? '';
  switch (kind) {
    case 'dmacc': {
      const serverId = serverIdOf(node);
      return serverId === null ? null : dmAccIdentity(serverId);
    }
    case 'nap':
      return napIdentity(origin, idOf(node, 'nap') ?? name);
    case 'proxy':
      return proxyIdentity(origin, idOf(node, 'proxy') ?? name);
    case 'other':
      return moIdentity(
        node.format === 'node' ? node.type : null,
        tray === null ? path.join('/') : name,
      );
  }
}

class Search {
  readonly found: Found[] = [];
  readonly #ignore: ((line: string) => void) | undefined;

  constructor(ignore: ((line: string) => void) | undefined) {
    this.#ignore = ignore;
  }

  below(parent: ScratchNode, tray: ScratchNode | null, above: readonly string[], at: string): void {
    for (const [name, node] of parent.children) {
      if (this.#ignore === undefined && node.format !== 'node') continue;
      const path = [...above, name];
      if (tray === null && path.length === 1 && name === 'Inbox') continue;
      const wished = node.wished ?? name;
      this.#visit({ node, path, location: at === '' ? wished : `${at}/${wished}`, tray });
    }
  }

  #visit(place: Omit<Found, 'kind'>): void {
    const { node, path, location, tray } = place;
    const kind = node.format === 'node' ? kindOf(node, path) : null;
    if (kind === 'unsupported') {
      this.#ignore?.(`${from(place)}: objects of type ${shown(node.type ?? '')} are not supported`);
    } else if (kind !== null) {
      this.found.push({ ...place, kind });
    } else if (
      node.format === 'node' &&
      (node.implied || tray !== null || holdsObject(node, path))
    ) {
      const before = this.found.length;
      this.below(node, tray, path, location);
      if (tray !== null && !node.implied && this.found.length === before) {
        this.#ignore?.(`${from(place)}: it has no MO identifier that could say where it belongs`);
      }
    } else if (tray === null && !RESERVED.has(path[0] ?? '')) {
      this.found.push({ ...place, kind: 'other' });
    } else if (tray === null || path.length === 1) {
      this.#ignore?.(`${from(place)}: a leaf cannot stand there by itself`);
    }
  }
}

/** Where the message put an object, for people. */
export function from({ path, location, tray }: Omit<Found, 'kind'>): string {
  return shown(tray === null ? toUri(path) : `./Inbox/${location}`);
}

function holdsObject(node: ScratchNode, path: readonly string[]): boolean {
  for (const [name, below] of node.children) {
    const place = [...path, name];
    if (below.format !== 'node') continue;
    const kind = kindOf(below, place);
    if (kind === 'dmacc' || kind === 'nap' || kind === 'proxy') return true;
    if (kind === null && holdsObject(below, place)) return true;
  }
  return false;
}
