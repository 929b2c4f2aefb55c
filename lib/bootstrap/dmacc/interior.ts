import { makeNode, type ScratchNode } from '../scratch.js';

/** Told of what is not as it should be: the way to it from the root of the account, and what is made of it. */
export type Tell = (path: readonly string[], what: string) => void;

/** The interior node at `path`, made where there is none, also in place of a leaf without a value; null where another leaf is in the way. */
export function interiorAt(root: ScratchNode, path: readonly string[]): ScratchNode | null {
  let node = root;
  for (const name of path) {
    let below = node.children.get(name);
    if (below === undefined || (below.format !== 'node' && !below.value?.length)) {
      below = makeNode('node', { implied: true });
      node.children.set(name, below);
    }
    if (below.format !== 'node') return null;
    node = below;
  }
  return node;
}

interface Place {
  readonly node: ScratchNode;
  readonly path: readonly string[];
}

/** The interior nodes at a path of which `*` is any name, each with the way to it. */
export function interiorsAt(root: ScratchNode, pattern: readonly string[]): readonly Place[] {
  let places: Place[] = [{ node: root, path: [] }];
  for (const step of pattern) {
    places = places.flatMap(({ node, path }) =>
      (step === '*' ? [...node.children.keys()] : [step]).flatMap((name) => {
        const below = node.children.get(name);
        return below?.format === 'node' ? [{ node: below, path: [...path, name] }] : [];
      }),
    );
  }
  return places;
}
