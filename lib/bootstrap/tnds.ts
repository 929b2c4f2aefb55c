import { type Item, readTnds, type TndsNode, tndsLabel, tndsOf } from '../syncml/index.js';
import { NOBODY, normaliseAcl } from '../tree/acl.js';
import { INBOX, NOT_HERE, READ_ONLY } from './places.js';
import type { Failure } from './report.js';
import { makeNode, type ScratchNode } from './scratch.js';
import type { Secrets } from './secrets.js';
import { freeName, MAX_SEGMENTS, parseUri, safeName } from './uri.js';
import type { Workplace } from './workplace.js';

const EMPTY: Failure = { code: 400, note: 'there is no Node in the TNDS' };
const REPEATED: Failure = { code: 418, note: 'the TNDS has a leaf twice' };

/**
 * Does what an Add or Replace of a TNDS asks for: each top-level Node goes below the target, and below its Path there;
 * one without a name is the target itself, but below the root gets a name. A TNDS for `./Inbox` gets a tray of its own.
 * Throws `MessageError` `malformed` where the TNDS cannot be read.
 */
export function installTnds(
  kind: 'add' | 'replace',
  target: readonly string[],
  item: Item,
  { scratch, secrets, notes }: Workplace,
): Failure | null {
  const { nodes, warnings: untidy } = readTnds(tndsOf(item));
  const warn = (line: string): void => notes.warnings.add(`${tndsLabel(item)}, ${line}`);
  untidy.forEach(warn);
  for (const source of nodes) addSecrets(source, secrets);
  if (nodes.length === 0) return EMPTY;
  const tray = target.length === 1 && target[0] === INBOX ? scratch.newTray() : null;

  for (const source of nodes) {
    if (hasLeafTwice(source)) return REPEATED;
    const above = pathOf(source, target);
    if (!('path' in above)) return above;

    const node = fromTnds(source, warn);
    const base = tray ?? scratch.root;
    const parent = tray === null ? [...target, ...above.path] : above.path;
    if (tray === null && READ_ONLY.has(parent[0] ?? '')) return NOT_HERE;
    const isTarget = source.name === '' && target.length > 0 && tray === null;
    const isFree = source.name === '' || tray !== null;
    const taken = (isFree && scratch.find(parent, base)?.children) || NONE;
    const path = isTarget ? parent : [...parent, nameFor(source, taken, warn)];
    const failure = kind === 'add' ? scratch.add(base, path, node) : scratch.replace(path, node);
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
function fromTnds(source: TndsNode, warn: (line: string) => void): ScratchNode {
  const { format, type, title, value } = source;
  const children = new Map<string, ScratchNode>();
  for (const below of source.children) {
    const name = nameFor(below, children, warn);
    children.set(name, fromTnds(below, warn));
  }
  let acl = source.acl === null ? null : normaliseAcl(source.acl);
  if (acl === null && source.acl !== null) {
    // Left out, it would take over what the root grants to everybody.
    acl = `Get=${NOBODY}`;
    warn(`Node at byte ${source.offset}: its ACL cannot be read, so nobody has rights`);
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
  { name, type, offset }: TndsNode,
  taken: ReadonlyMap<string, ScratchNode>,
  warn: (line: string) => void,
): string {
  const safe = safeName(name) || safeName(wordOf(type)) || '1';
  const fit = freeName(safe, taken);
  if (fit !== name)
    warn(`Node at byte ${offset}: it is renamed, as its name is missing, unfit or taken`);
  return fit;
}

/** What a type calls its object: WORD in `urn:oma:mo:WORD:1.0` and in `…/1.0/WORD`. */
function wordOf(type: string | null): string {
  return type?.split(/[:/]/).findLast((word) => /[a-z]/i.test(word)) ?? '';
}

/** True where a leaf stands beside a node of the same name: of interior nodes, whose names are free, both can be kept. */
function hasLeafTwice({ children }: TndsNode): boolean {
  const seen = new Map<string, TndsNode>();
  return children.some((below) => {
    const before = seen.get(below.name);
    seen.set(below.name, below);
    const clashes = before !== undefined && (below.format !== 'node' || before.format !== 'node');
    return clashes || hasLeafTwice(below);
  });
}

function addSecrets({ name, value, children }: TndsNode, secrets: Secrets): void {
  secrets.add(name, value);
  for (const below of children) addSecrets(below, secrets);
}
