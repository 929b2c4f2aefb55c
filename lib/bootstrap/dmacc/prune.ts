import type { ScratchNode } from '../scratch.js';
import type { Tell } from './interior.js';
import { LEAVES } from './leaves.js';

/** The nodes of the standard below one of it, by name, or `*` for any; a leaf has none. */
interface Shape {
  readonly below: Map<string, Shape>;
}

const SHAPE: Shape = { below: new Map() };
for (const { parent, leaves } of LEAVES) {
  const at = parent.reduce(shapeBelow, SHAPE);
  for (const { name } of leaves) shapeBelow(at, name);
}

function shapeBelow({ below }: Shape, name: string): Shape {
  const shape = below.get(name) ?? { below: new Map() };
  below.set(name, shape);
  return shape;
}

/** Takes away what an account of the standard does not have, and the DDF of the tree neither (5.4.3). */
export function prune(account: ScratchNode, tell: Tell): void {
  const visit = (node: ScratchNode, { below }: Shape, path: readonly string[]): void => {
    for (const [name, child] of [...node.children]) {
      const shape = below.get(name) ?? below.get('*');
      const fits = shape !== undefined && shape.below.size > 0 === (child.format === 'node');
      if (fits) {
        visit(child, shape, [...path, name]);
      } else {
        node.children.delete(name);
        tell([...path, name], 'it is no node of an account, and is left out');
      }
    }
  };
  visit(account, SHAPE, []);
}
