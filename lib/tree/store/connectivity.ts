import type { AccountDetail } from '../model.js';
import { referenceIn, type View } from './view.js';

/** An account with all that a DM client needs of it; null where there is no such account. */
export function accountDetail(view: View, id: string): AccountDetail | null {
  const account = view.accounts().find((one) => one.id === id);
  return account === undefined
    ? null
    : { account, nodes: view.tree(account.uri), connections: connections(view, account.uri) };
}

/** What the references at and below a URI lead to, and the references in that, each object once, the nearest first. */
function connections(view: View, start: string): AccountDetail['connections'] {
  const reached = new Map([[start, view.tree(start)]]);
  for (const nodes of reached.values()) {
    for (const target of nodes.map(referenceIn)) {
      // A permanent node is no object: a reference to the root would lead to everything.
      if (target === null || (view.node(target)?.origin ?? null) === null) continue;
      const uri = view.owner(target)?.mo.uri ?? target;
      if (!reached.has(uri)) reached.set(uri, view.tree(uri));
    }
  }
  reached.delete(start);
  return [...reached].map(([uri, nodes]) => ({ uri, nodes }));
}
