import { isServerId } from '../acl.js';
import {
  BOOTSTRAP_CONFIG,
  type BootstrapConfig,
  type InitialEntry,
  readBootstrapConfig,
} from '../bootstrap-config.js';
import { serverIdOf } from '../identity.js';
import { type InitialRight, withInitialRight } from '../initial-rights.js';
import { interior } from '../interior.js';
import type { Account, MoNode, Origin, VisibleNode } from '../model.js';
import { PERMANENT_NODES, ROOT_ACL } from '../permanent.js';
import { below, nameOf, parentOf, pathWithin, ROOT_URI } from '../uri.js';
import type { StoredNode } from './nodes.js';
import { LOCAL_ORIGIN } from './origin.js';

/** The topmost instance of a management object, with the writes of its layer over it. */
export interface ShownMo {
  readonly identity: string;
  readonly uri: string;
  readonly accountId: string | null;
  readonly layer: number;
  readonly origin: Origin;
  readonly confirmed: boolean;
  /** By path, parents first; empty where it was deleted as a whole. */
  readonly nodes: ReadonlyMap<string, StoredNode>;
}

/** Leaves that name a connection (DMAcc, Proxy MO, and Appendix C of OMA-TS-DM_Bootstrap-V1_3). */
const REFERENCES: ReadonlySet<string> = new Set(['PrefConRef', 'PrefConDef', 'ConRef']);

/** The URI that a connectivity reference names; null of any other node, and of an identifier that is no URI. */
export const referenceIn = ({ uri, format, value }: VisibleNode): string | null =>
  format !== 'node' &&
  typeof value === 'string' &&
  value.startsWith('./') &&
  REFERENCES.has(nameOf(uri))
    ? value
    : null;

/** The layers laid over one another, as they are at one moment. */
export class View {
  readonly mos: ReadonlyMap<string, ShownMo>;
  /** What the local layer holds, by path below the root. */
  readonly local: ReadonlyMap<string, StoredNode>;
  readonly #nodes = new Map<string, VisibleNode>();
  readonly #children = new Map<string, string[]>();
  readonly #servers: ReadonlySet<string>;
  readonly #brought: ReadonlySet<string>;
  /** What the Bootstrap Config MO says. */
  readonly config: BootstrapConfig;
  #accounts: readonly Account[] | null = null;

  /** @param brought the servers that came with what installed the Bootstrap Config MO. */
  constructor(
    mos: ReadonlyMap<string, ShownMo>,
    local: ReadonlyMap<string, StoredNode>,
    initialRights: readonly InitialRight[],
    brought: ReadonlySet<string>,
  ) {
    this.mos = mos;
    this.local = local;
    for (const node of PERMANENT_NODES) {
      this.#add(below(ROOT_URI, node.path), node, null, null);
    }
    // By URI, so that the order of siblings tells nothing of history.
    for (const mo of [...mos.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1))) {
      for (const node of mo.nodes.values()) {
        this.#add(below(mo.uri, node.path), node, mo.origin, node.writtenBy);
      }
    }
    for (const node of local.values()) {
      this.#add(below(ROOT_URI, node.path), node, LOCAL_ORIGIN, node.writtenBy);
    }
    this.#servers = new Set(
      this.accounts().flatMap(({ serverId: id }) => (isServerId(id) ? id : [])),
    );
    this.#brought = brought;
    this.config = readBootstrapConfig(this.tree(BOOTSTRAP_CONFIG.uri), brought);
    // Subtrees before those in them, which inherit.
    for (const right of granted(initialRights, this.config.initialRights, this.#servers).sort(
      (a, b) => a.subtree.length - b.subtree.length,
    )) {
      this.#grant(right);
    }
  }

  /** The same under other rights of the device's own. */
  under(initialRights: readonly InitialRight[]): View {
    return new View(this.mos, this.local, initialRights, this.#brought);
  }

  node(uri: string): VisibleNode | undefined {
    return this.#nodes.get(uri);
  }

  /** The node and all below it, depth first: permanent nodes before objects, objects by URI, nodes of an object as installed, what was added later by path. */
  tree(uri: string): VisibleNode[] {
    const node = this.#nodes.get(uri);
    if (node === undefined) {
      return [];
    }
    const children = this.#children.get(uri) ?? [];
    return [node, ...children.flatMap((child) => this.tree(child))];
  }

  accounts(): Account[] {
    this.#accounts ??= this.accountMos()
      .map(accountOf)
      .sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
    return [...this.#accounts];
  }

  /** The objects that are accounts and were not deleted. */
  accountMos(): (ShownMo & { readonly accountId: string })[] {
    return [...this.mos.values()].flatMap((mo) =>
      mo.accountId !== null && mo.nodes.size > 0 ? [{ ...mo, accountId: mo.accountId }] : [],
    );
  }

  /** Of a server that ACLs can name. */
  hasAccount(serverId: string): boolean {
    return this.#servers.has(serverId);
  }

  /** The object that a URI is part of, shown or deleted, and the path in it. */
  owner(uri: string): { readonly mo: ShownMo; readonly path: string } | null {
    for (const mo of this.mos.values()) {
      const path = pathWithin(uri, mo.uri);
      if (path !== null) {
        return { mo, path };
      }
    }
    return null;
  }

  /** The URIs of connectivity references that lead to no node. */
  dangling(): string[] {
    return [...this.#nodes.values()].flatMap((node) => {
      const target = referenceIn(node);
      return target !== null && !this.#nodes.has(target) ? [node.uri] : [];
    });
  }

  #grant({ servers, ...right }: Granted): void {
    const node = this.#nodes.get(right.subtree);
    const acl = withInitialRight(this, servers, right);
    if (node !== undefined && acl !== null) {
      this.#nodes.set(node.uri, { ...node, acl });
    }
  }

  #add(uri: string, node: MoNode, origin: Origin | null, writtenBy: string | null): void {
    const { format, type, title } = node;
    const acl = node.acl ?? (uri === ROOT_URI ? ROOT_ACL : null);
    const value = this.#target(node) ?? node.value;
    if (!this.#nodes.has(uri) && uri !== ROOT_URI) {
      const parent = parentOf(uri);
      if (!this.#nodes.has(parent)) {
        this.#add(parent, IMPLIED, origin, null);
      }
      const siblings = this.#children.get(parent);
      if (siblings === undefined) {
        this.#children.set(parent, [uri]);
      } else {
        siblings.push(uri);
      }
    }
    this.#nodes.set(uri, { uri, format, type, value, acl, title, origin, writtenBy });
  }

  #target({ ref }: MoNode): string | null {
    const mo = ref === null ? undefined : this.mos.get(ref.identity);
    return ref === null || mo === undefined ? null : `${mo.uri}${ref.rest}`;
  }
}

interface Granted extends InitialRight {
  readonly servers: ReadonlySet<string>;
}

/**
 * To whom each initial right goes. An entry of the Bootstrap Config MO is none for its own authors, nor where no other server than its receiver has an account (6.1). A server
 * that has rights by entries has these; else the device's policy stands (6.3, InitialARInfo).
 */
function granted(
  policy: readonly InitialRight[],
  entries: readonly InitialEntry[],
  servers: ReadonlySet<string>,
): Granted[] {
  const usable = servers.size < 2 ? [] : entries;
  const byEntry = usable.map(({ authors, ...right }) => ({
    ...right,
    servers: new Set([...servers].filter((server) => !authors.has(server))),
  }));
  const rest = new Set(
    [...servers].filter((server) => !byEntry.some((entry) => entry.servers.has(server))),
  );
  return [...policy.map((right) => ({ ...right, servers: rest })), ...byEntry];
}

/** A parent that nobody installed, there as long as something stands below it. */
const IMPLIED = interior('');

function accountOf(mo: ShownMo & { readonly accountId: string }): Account {
  const text = (node: StoredNode | undefined) =>
    typeof node?.value === 'string' ? [node.value] : [];
  return {
    id: mo.accountId,
    uri: mo.uri,
    serverId: serverIdOf(mo.identity) ?? '',
    name: text(mo.nodes.get('Name'))[0] ?? null,
    addresses: [...mo.nodes.values()].flatMap((node) =>
      /^AppAddr\/[^/]+\/Addr$/.test(node.path) ? text(node) : [],
    ),
    origin: mo.origin,
    confirmed: mo.confirmed,
  };
}
