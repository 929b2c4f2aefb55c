import { makeNode, type ScratchNode } from '../scratch.js';
import { freeName } from '../uri.js';
import { interiorAt, interiorsAt, type Tell } from './interior.js';

/** A node that holds nothing but nodes of any name. */
interface Group {
  /** The way to what it stands in. */
  readonly parent: readonly string[];
  readonly name: string;
  /** Leaves of the nodes in it. */
  readonly leaves: readonly string[];
  /** A group in the nodes in it. */
  readonly inner?: string;
}

const AUTH: Group = {
  parent: [],
  name: 'AppAuth',
  leaves: ['AAuthLevel', 'AAuthType', 'AAuthName', 'AAuthSecret', 'AAuthData'],
};

const GROUPS: readonly Group[] = [
  { parent: [], name: 'AppAddr', leaves: ['Addr', 'AddrType'], inner: 'Port' },
  { parent: ['AppAddr', '*'], name: 'Port', leaves: ['PortNbr'] },
  AUTH,
  { parent: [], name: 'ToConRef', leaves: ['ConRef'] },
];

/**
 * Gives an account the levels of the standard: credentials beside AppAuth go into it; what stands directly in a group, such as PortNbr in Port,
 * gets a node of its own there; and several groups of one name, as the standard's `OneOrMore` may be read, become one.
 */
export function orderGroups(account: ScratchNode, warn: Tell): void {
  gatherAuth(account, warn);
  for (const group of GROUPS) {
    for (const { node, path } of interiorsAt(account, group.parent)) {
      const tell: Tell = (below, what) => warn([...path, ...below], what);
      addLevel(node, group, tell);
      unite(node, group, tell);
    }
  }
}

function gatherAuth(account: ScratchNode, warn: Tell): void {
  const known = new Set(GROUPS.map(({ name }) => name));
  const beside = [...account.children].filter(
    ([name, node]) => !known.has(node.wished ?? name) && directLeaves(node, AUTH).length > 0,
  );
  const auth = beside.length > 0 ? interiorAt(account, [AUTH.name]) : null;
  if (auth === null) return;
  for (const [name, node] of beside) {
    account.children.delete(name);
    auth.children.set(freeName(name, auth.children), node);
    warn([name], `it stands beside ${AUTH.name}, and is taken for a part of it`);
  }
}

function addLevel(parent: ScratchNode, group: Group, warn: Tell): void {
  for (const [name, node] of parent.children) {
    const leaves = (node.wished ?? name) === group.name ? directLeaves(node, group) : [];
    if (leaves.length === 0) continue;
    const level = makeNode('node', { implied: true });
    for (const below of [...leaves, group.inner ?? '']) {
      const moved = node.children.get(below);
      if (moved !== undefined) level.children.set(below, moved);
      node.children.delete(below);
    }
    node.children.set(freeName('1', node.children), level);
    warn([name], 'a level between it and its leaves is missing, and is added');
  }
}

function unite(parent: ScratchNode, { name }: Group, warn: Tell): void {
  for (const [own, node] of [...parent.children]) {
    if (own === name || node.wished !== name || node.format !== 'node') continue;
    const first = interiorAt(parent, [name]);
    if (first === null) continue;
    parent.children.delete(own);
    for (const [below, child] of node.children) {
      first.children.set(freeName(below, first.children), child);
    }
    warn([own], `it is taken for a part of the first ${name}`);
  }
}

const directLeaves = ({ children }: ScratchNode, { leaves }: Group): string[] =>
  leaves.filter((name) => (children.get(name)?.format ?? 'node') !== 'node');
