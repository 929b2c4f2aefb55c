import { formatAcl } from '../tree/acl.js';
import { MAX_MOS_A_LAYER, MAX_NODES_A_LAYER } from '../tree/bounds.js';
import type { Mo, Origin } from '../tree/model.js';
import { Connections } from './connections.js';
import type { ProvDocument } from './document.js';
import { ProvisioningError } from './error.js';
import { fill } from './fill.js';
import { MAX_ACCOUNTS } from './limits.js';
import { Nodes } from './nodes.js';
import { label, type Notes } from './notes.js';
import { type Planned, plan } from './plan.js';

/** An object that a document brings. */
export interface MappedMo {
  readonly kind: Planned['kind'];
  /** The characteristic that it was made of, for people. */
  readonly from: string;
  readonly mo: Mo;
}

/** What a document comes to. */
export interface Mapping {
  /** The ServerIDs of its accounts. */
  readonly servers: readonly string[];
  readonly mos: readonly MappedMo[];
}

const GRANTED = ['Delete', 'Get', 'Replace'] as const;

/** Versions of the document type. */
const VERSIONS: ReadonlySet<string> = new Set(['1.0', '1.1']);

/**
 * The management objects of a document (OMA-TS-DM_Bootstrap-V1_3, 5.4.2 to 5.4.7 and Appendix C): accounts, access points, proxies and applications,
 * referring to one another. An account is its server's to read, replace and delete, any other object all those servers'; without an account nobody's (5.4.4).
 *
 * Throws `ProvisioningError` where it makes more objects or nodes than a layer may hold, or has more accounts than `MAX_ACCOUNTS`.
 */
export function mapDocument(document: ProvDocument, origin: Origin, notes: Notes): Mapping {
  if (document.version !== null && !VERSIONS.has(document.version)) {
    notes.warnings.add(`the document has another version than ${[...VERSIONS].join(' and ')}`);
  }
  const objects = plan(document, origin, notes);
  const accounts = objects.filter(({ kind }) => kind === 'dmacc');
  bound(accounts, MAX_ACCOUNTS, 'w7 applications');
  bound(objects, MAX_MOS_A_LAYER, 'objects');

  const servers = accounts.map(({ id }) => id);
  const shared = rights(servers);
  const connections = new Connections(objects, notes);
  let room = MAX_NODES_A_LAYER;
  const mos = objects.map((object) => {
    const { kind, table, source, id, identity, name } = object;
    const nodes = new Nodes(table.type, kind === 'dmacc' ? rights([id]) : shared);
    fill(nodes, table, source, notes);
    connections.fill(nodes, object);
    const { list } = nodes;
    room -= list.length;
    if (room < 0) tooMany(object, MAX_NODES_A_LAYER, 'nodes');
    return { kind, from: label(source), mo: { identity, parent: table.parent, name, nodes: list } };
  });
  return { servers, mos };
}

/** The rights of 5.4.4. Without a server it is an ACL all the same, as an empty one would take over what the root grants. */
const rights = (servers: readonly string[]): string =>
  formatAcl(new Map(GRANTED.map((command) => [command, new Set(servers)])));

function bound(objects: readonly Planned[], limit: number, what: string): void {
  const first = objects[limit];
  if (first !== undefined) tooMany(first, limit, what);
}

function tooMany({ source }: Planned, limit: number, what: string): never {
  throw new ProvisioningError(source.offset, {
    expected: `at most ${limit} ${what}`,
    found: 'more',
  });
}
