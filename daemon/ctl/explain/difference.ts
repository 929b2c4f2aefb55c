import { equalBytes } from '../../../lib/bytes.js';
import type { VisibleNode } from '../../../lib/tree/index.js';

/** A node that would be another than it is, or only be there before or after. */
export interface NodeChange {
  readonly change: 'added' | 'changed' | 'removed';
  readonly uri: string;
  readonly before: VisibleNode | null;
  readonly after: VisibleNode | null;
}

/** What is different in a tree afterwards, in the order of the tree, of nodes that go behind those that stay. Whose a node is makes no difference. */
export function differences(
  before: readonly VisibleNode[],
  after: readonly VisibleNode[],
): NodeChange[] {
  const old = new Map(before.map((node) => [node.uri, node]));
  const fresh = new Map(after.map((node) => [node.uri, node]));
  return inTreeOrder([...fresh.keys(), ...old.keys()]).flatMap((uri): NodeChange[] => {
    const [was, is] = [old.get(uri) ?? null, fresh.get(uri) ?? null];
    if (was !== null && is !== null && areAlike(was, is)) return [];
    const change = was === null ? 'added' : is === null ? 'removed' : 'changed';
    return [{ change, uri, before: was, after: is }];
  });
}

const areAlike = (a: VisibleNode, b: VisibleNode): boolean =>
  a.format === b.format &&
  mimeType(a) === mimeType(b) &&
  a.acl === b.acl &&
  a.title === b.title &&
  (a.value === b.value ||
    (a.value instanceof Uint8Array &&
      b.value instanceof Uint8Array &&
      equalBytes(a.value, b.value)));

/** A leaf without a type is text (OMA-TS-DM_TND-V1_2_1, the property Type). */
const mimeType = ({ format, type }: VisibleNode): string | null =>
  format === 'node' ? type : (type ?? 'text/plain');

interface Branches extends Map<string, Branches> {}

/** Each URI once, behind the one of its parent; siblings in the order of the list. */
function inTreeOrder(uris: readonly string[]): string[] {
  const top: Branches = new Map();
  for (const uri of uris) {
    let at = top;
    for (const name of uri.split('/')) {
      const next: Branches = at.get(name) ?? new Map();
      at.set(name, next);
      at = next;
    }
  }
  const below = (branches: Branches, prefix: string): string[] =>
    [...branches].flatMap(([name, next]) => [prefix + name, ...below(next, `${prefix}${name}/`)]);
  return below(top, '');
}
