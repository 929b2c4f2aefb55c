import { BOOTSTRAP_CONFIG } from '../tree/bootstrap-config.js';
import type { Mo, MoNode, Origin } from '../tree/model.js';
import type { Choice } from './choose.js';
import { type Found, from, type Identified, type Placed } from './find.js';
import { OLD_IDS, STANDARD_IDS } from './known-mos.js';
import { PARENTS, RESERVED } from './places.js';
import { References } from './references.js';
import type { Lines, Notes, Placement } from './report.js';
import type { ScratchNode } from './scratch.js';
import { freeName, safeName, toUri } from './uri.js';

/**
 * The objects as the tree takes them: in their own places, each under a name of its own and without the nodes of others, `apart`, that lie in it,
 * with connectivity references to one another. `notes` gets what was renamed and what refers to nothing.
 */
export function toMos(
  { used, passedOver }: Choice,
  { origin, apart, notes }: { origin: Origin; apart: ReadonlySet<ScratchNode>; notes: Notes },
): { readonly mos: Mo[]; readonly placements: Placement[] } {
  const placed = place(used, notes.warnings);
  const references = new References(placed, passedOver, { origin, warnings: notes.warnings });
  return {
    mos: placed.map((object) => toMo(object, apart, references)),
    placements: placed.map((object) => ({
      from: from(object),
      uri: `${object.parent}/${object.name}`,
      identity: object.identity,
      kind: object.kind,
    })),
  };
}

function place(objects: readonly Identified[], warnings: Lines): Placed[] {
  const top = new Set(RESERVED);
  const taken = new Map([['.', top]]);
  const placed: Placed[] = [];
  for (const object of objects) {
    const parent = parentOf(object);
    const names = taken.get(parent) ?? new Set<string>();
    taken.set(parent, names);
    const isConfig = object.kind === 'config';
    const own = isConfig ? BOOTSTRAP_CONFIG.name : nameOf(object);
    const name = isConfig ? own : freeName(own, names);
    names.add(name);
    // No object may come to stand above another one.
    if (object.kind === 'other' && object.tray === null) top.add(object.path[0] ?? '');
    if (name !== own) {
      warnings.add(`${from(object)}: renamed, as there is another object of that name`);
    }
    placed.push({ ...object, parent, name });
  }
  return placed;
}

/** As the message calls it: in the TNDS that it came with another one may have had that name. */
const nameOf = ({ node, path, tray }: Found): string =>
  (tray === null ? '' : safeName(node.wished ?? '')) || (path.at(-1) ?? '');

function parentOf({ kind, path, tray }: Found): string {
  if (kind !== 'other') return PARENTS[kind];
  return tray === null ? toUri(path.slice(0, -1)) : '.';
}

function toMo(object: Placed, apart: ReadonlySet<ScratchNode>, references: References): Mo {
  const nodes: MoNode[] = [];
  const visit = (node: ScratchNode, path: string): void => {
    const { format, type, value, acl, title, children } = node;
    const ref = references.of(object, path, value);
    nodes.push({ path, format, type, value, acl, title, ref });
    for (const [name, below] of children) {
      if (!apart.has(below)) visit(below, path === '' ? name : `${path}/${name}`);
    }
  };
  const { node, identity, parent, name } = object;
  visit({ ...node, type: typeOf(object) }, '');
  return { identity, parent, name, nodes };
}

/** The identifier of an object in the words of the standard; of an access point or proxy that names none, none. */
function typeOf({ kind, node: { type } }: Placed): string | null {
  if (kind === 'other' || (type !== null && !OLD_IDS.has(type))) return type;
  return type === null && (kind === 'nap' || kind === 'proxy') ? null : STANDARD_IDS[kind];
}
