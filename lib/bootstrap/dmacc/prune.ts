import type { ScratchNode } from '../scratch.js';
import type { Tell } from './interior.js';
import { LEAVES } from './leaves.js';

/** The nodes of the standard below one of it, by name, or `*` for any; a leaf has none. */
interface Shape {
  readonly below: Map<string, Shape>;
}

const SHAPE: Shape = { below: new Map() };
for (const { parent, name } of LEAVES) {
  let at = SHAPE;
  for (const step of [...parent, name]) {
    const next = at.below.get(step) ?? { below: new Map() };
    at.below.set(step, next);
    at = next;
  }
}

/** Takes away what an account of the standard does not have: the vendors' `Ext`, and what else there may be. */
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
