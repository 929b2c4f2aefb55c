import type { Mo, MoNode, Origin } from '../tree/model.js';
import { type Found, from, identityOf, namelessIdentity, type Placed } from './find.js';
import { DMACC_ID } from './objects.js';
import { PARENTS, RESERVED } from './places.js';
import { References } from './references.js';
import type { Lines, Placement } from './report.js';
import type { ScratchNode } from './scratch.js';
import { freeName, toUri } from './uri.js';

/**
 * The objects as the tree takes them: in their own places, each under a name of its own and without the nodes of others, `apart`, that lie in it,
 * with connectivity references to one another. `ignored` gets what is there twice, `warnings` what was renamed and what refers to nothing.
 */
export function toMos(
  objects: readonly Found[],
  {
    origin,
    apart,
    ignored,
    warnings,
  }: { origin: Origin; apart: ReadonlySet<ScratchNode>; ignored: Lines; warnings: Lines },
): { readonly mos: Mo[]; readonly placements: Placement[] } {
  const placed = place(distinct(objects, origin, ignored), warnings);
  const references = new References(placed, warnings);
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

type Identified = Found & Pick<Placed, 'identity'>;

/** Each object once: of node-by-node additions it is not known before the end who they are. One that does not say so is another than all others. */
function distinct(objects: readonly Found[], origin: Origin, ignored: Lines): Identified[] {
  const seen = new Set<string>();
  return objects.flatMap((object) => {
    const own = identityOf(object, origin);
    if (own !== null && seen.has(own)) {
      ignored.add(`${from(object)}: this message brings the same object twice`);
      return [];
    }
    const identity = own ?? freeName(namelessIdentity(object, origin), seen);
    seen.add(identity);
    return [{ ...object, identity }];
  });
}

function place(objects: readonly Identified[], warnings: Lines): Placed[] {
  const top = new Set(RESERVED);
  const taken = new Map([['.', top]]);
  const placed: Placed[] = [];
  for (const object of objects) {
    const parent = parentOf(object);
    const names = taken.get(parent) ?? new Set<string>();
    taken.set(parent, names);
    const own = object.path.at(-1) ?? '';
    const name = freeName(own, names);
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
  const type = node.type ?? (object.kind === 'dmacc' ? DMACC_ID : null);
  visit({ ...node, type }, '');
  return { identity, parent, name, nodes };
}
