import { type Item, quote, readTnds, type TndsNode, tndsOf } from '../syncml/index.js';
import { isAcl } from './acl.js';
import type { Failure, Lines } from './report.js';
import { makeNode, type Scratch, type ScratchNode } from './scratch.js';
import { freeName, MAX_SEGMENTS, parseUri, safeName } from './uri.js';

const EMPTY: Failure = { code: 400, note: 'there is no Node in the TNDS' };

/**
 * Does what an Add or Replace of a TNDS asks for: each top-level Node goes below the target, and below its Path there;
 * one without a name is the target itself. A TNDS for `./Inbox` gets a tray of its own.
 * Throws `MessageError` `malformed` where the TNDS cannot be read.
 */
export function installTnds(
  scratch: Scratch,
  kind: 'add' | 'replace',
  { item, target, warnings }: { item: Item; target: readonly string[]; warnings: Lines },
): Failure | null {
  const { nodes, warnings: untidy } = readTnds(tndsOf(item));
  for (const line of untidy) warnings.add(line);
  if (nodes.length === 0) return EMPTY;
  const tray = target.length === 1 && target[0] === 'Inbox' ? scratch.newTray() : null;

  for (const source of nodes) {
    const twice = repeatedLeaf(source);
    if (twice !== null) return { code: 418, note: `the TNDS has the leaf ${quote(twice)} twice` };
    const above = pathOf(source, target);
    if (!('path' in above)) return above;

    const node = fromTnds(source, warnings);
    let failure: Failure | null;
    if (tray !== null) {
      const taken = scratch.find(above.path, tray)?.children ?? NONE;
      const name = nameFor(source, taken, warnings);
      failure = scratch.add(tray, [...above.path, name], node);
    } else {
      const own = source.name === '' ? [] : [nameFor(source, NONE, warnings)];
      const path = [...target, ...above.path, ...own];
      failure =
        kind === 'add' ? scratch.add(scratch.root, path, node) : scratch.replace(path, node);
    }
    if (failure !== null) return failure;
  }
  return null;
}

const NONE: ReadonlyMap<string, ScratchNode> = new Map();

/** Path of a top-level node, below the target; one that begins with the target is meant from the root. */
function pathOf(
  { path }: TndsNode,
  target: readonly string[],
): { readonly path: readonly string[] } | Failure {
  if (path === '') return { path: [] };
  const parsed = parseUri(path);
  if (!('path' in parsed)) return parsed;
  const isFull = target.length > 0 && target.every((name, at) => parsed.path[at] === name);
  const below = isFull ? parsed.path.slice(target.length) : parsed.path;
  const levels = target.length + below.length;
  return levels < MAX_SEGMENTS
    ? { path: below }
    : { code: 414, note: `a Path leads to level ${levels}` };
}

/** A node with all below it as a part of the scratch tree, with names that nodes can have. */
function fromTnds(source: TndsNode, warnings: Lines): ScratchNode {
  const { format, type, title, value } = source;
  const children = new Map<string, ScratchNode>();
  for (const below of source.children) {
    const name = nameFor(below, children, warnings);
    children.set(name, fromTnds(below, warnings));
  }
  const acl = source.acl !== null && isAcl(source.acl) ? source.acl : null;
  if (acl !== source.acl) {
    warnings.add(`${quote(source.name)}: its ACL cannot be read, and is left out`);
  }
  return makeNode(format, {
    type,
    title,
    value,
    acl,
    children,
    wished: source.name || null,
  });
}

function nameFor(
  { name, type }: TndsNode,
  taken: ReadonlyMap<string, ScratchNode>,
  warnings: Lines,
): string {
  const safe = safeName(name) || safeName(wordOf(type)) || '1';
  const fit = freeName(safe, taken);
  if (fit !== name) warnings.add(`the node ${quote(name)} of the TNDS is renamed to ${quote(fit)}`);
  return fit;
}

/** What a type calls its object: WORD in `urn:oma:mo:WORD:1.0` and in `…/1.0/WORD`. */
function wordOf(type: string | null): string {
  return type?.split(/[:/]/).findLast((word) => /[a-z]/i.test(word)) ?? '';
}

/** The name of a leaf that stands beside a node of the same name, or null: of interior nodes, whose names are free, both can be kept. */
function repeatedLeaf({ children }: TndsNode): string | null {
  const seen = new Map<string, TndsNode>();
  for (const below of children) {
    const before = seen.get(below.name);
    if (before !== undefined && (below.format !== 'node' || before.format !== 'node')) {
      return below.name;
    }
    seen.set(below.name, below);
    const deeper = repeatedLeaf(below);
    if (deeper !== null) return deeper;
  }
  return null;
}
