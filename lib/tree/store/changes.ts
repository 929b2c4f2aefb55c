import { toHex } from '../../bytes.js';
import type { AccountChange, VisibleNode } from '../model.js';
import type { ShownMo, View } from './view.js';

/**
 * What became of the accounts between two moments: removals, then changes, then additions, each by account id.
 * An account has changed when another origin shows it, when it moved, or when any node of its object did. `confirmed` is no change, nor is a connection that it refers to,
 * nor what the local client wrote: it would be told of its own doing, for ever.
 */
export function accountChanges(before: View, after: View): AccountChange[] {
  const then = byId(before);
  const now = byId(after);
  const removed = before.accounts().filter(({ id }) => !now.has(id));
  const added = after.accounts().filter(({ id }) => !then.has(id));
  const changed = after.accounts().filter(({ id }) => {
    const [old, young] = [then.get(id), now.get(id)];
    if (old === undefined || young === undefined) return false;
    const upkept = new Set(
      after
        .tree(young.uri)
        .filter(isUpkeep)
        .map(({ uri }) => uri),
    );
    return print(before, old, upkept) !== print(after, young, upkept);
  });
  return [
    ...removed.map((account) => ({ change: 'account-removed', account }) as const),
    ...changed.map((account) => ({ change: 'account-changed', account }) as const),
    ...added.map((account) => ({ change: 'account-added', account }) as const),
  ];
}

/** A server may be named `client`, too; the client itself writes nothing else. */
const isUpkeep = ({ uri, writtenBy }: VisibleNode): boolean =>
  writtenBy === 'client' && uri.endsWith('/AAuthData');

const byId = (view: View): Map<string, ShownMo> =>
  new Map(view.accountMos().map((mo) => [mo.accountId, mo]));

/** An account with all that a user sees of it but for some nodes, as text to compare. */
function print(view: View, { uri, origin }: ShownMo, but: ReadonlySet<string>): string {
  const nodes = view.tree(uri).filter((node) => !but.has(node.uri));
  return JSON.stringify([origin, nodes], octetsAsHex);
}

const octetsAsHex = (_key: string, value: unknown) =>
  value instanceof Uint8Array ? { octets: toHex(value) } : value;

/** References that led somewhere before, or were not there, and lead nowhere now. */
export function newlyDangling(before: View, after: View): string[] {
  const old = new Set(before.dangling());
  return after.dangling().filter((uri) => !old.has(uri));
}
