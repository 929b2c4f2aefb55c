import { quote } from '../syncml/index.js';
import type { Mo, MoNode, Origin } from '../tree/model.js';
import { type Found, from, identityOf } from './find.js';
import { DMACC_ID, PARENTS, RESERVED } from './objects.js';
import { References } from './references.js';
import type { Lines, Placement } from './report.js';
import type { ScratchNode } from './scratch.js';
import { freeName, toUri } from './uri.js';

/** An object with its identity and the URI that it would like. */
export interface Placed extends Found {
  readonly identity: string;
  readonly parent: string;
  readonly name: string;
}

/**
 * The objects as the tree takes them: in their own places, each under a name of its own, with connectivity references to one another.
 * `ignored` gets what is there twice, `warnings` what was renamed and what refers to nothing.
 */
export function toMos(
  objects: readonly Found[],
  { origin, ignored, warnings }: { origin: Origin; ignored: Lines; warnings: Lines },
): { readonly mos: Mo[]; readonly placements: Placement[] } {
  const placed = place(distinct(objects, origin, ignored), warnings);
  const references = new References(placed, warnings);
  return {
    mos: placed.map((object) => toMo(object, references)),
    placements: placed.map((object) => ({
      from: from(object),
      uri: `${object.parent}/${object.name}`,
      identity: object.identity,
      kind: object.kind,
    })),
  };
}

type Identified = Found & Pick<Placed, 'identity'>;

/** Those with an identity, each once: of node-by-node additions it is not known before the end. */
function distinct(objects: readonly Found[], origin: Origin, ignored: Lines): Identified[] {
  const seen = new Set<string>();
  return objects.flatMap((object) => {
    const identity = identityOf(object, origin);
    if (identity === null) return [];
    if (seen.has(identity)) {
      ignored.add(`${from(object)}: this message brings the same object twice`);
      return [];
    }
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
      warnings.add(`${from(object)}: renamed to ${quote(name)}, as ${parent}/${own} is taken`);
    }
    placed.push({ ...object, parent, name });
  }
  return placed;
}

function parentOf({ kind, path, tray }: Found): string {
  if (kind !== 'other') return PARENTS[kind];
  return tray === null ? toUri(path.slice(0, -1)) : '.';
}

function toMo(object: Placed, references: References): Mo {
  const nodes: MoNode[] = [];
  const visit = (node: ScratchNode, path: string): void => {
    const { format, type, value, acl, title, children } = node;
    const ref = references.of(object, path, value);
    nodes.push({ path, format, type, value, acl, title, ref });
    for (const [name, below] of children) visit(below, path === '' ? name : `${path}/${name}`);
  };
  const { node, identity, parent, name } = object;
  const type = node.type ?? (object.kind === 'dmacc' ? DMACC_ID : null);
  visit({ ...node, type }, '');
  return { identity, parent, name, nodes };
}
