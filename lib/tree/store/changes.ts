import { toHex } from '../../bytes.js';
import type { AccountChange } from '../model.js';
import type { View } from './view.js';

/**
 * What became of the accounts between two moments: removals, then changes, then additions, each by account id.
 * An account has changed when another origin shows it, when it moved, or when any node of its object did. `confirmed` is no change, nor is a connection that it refers to.
 */
export function accountChanges(before: View, after: View): AccountChange[] {
  const old = prints(before);
  const now = prints(after);
  const removed = before.accounts().filter(({ id }) => !now.has(id));
  const changed = after.accounts().filter(({ id }) => old.has(id) && old.get(id) !== now.get(id));
  const added = after.accounts().filter(({ id }) => !old.has(id));
  return [
    ...removed.map((account) => ({ change: 'account-removed', account }) as const),
    ...changed.map((account) => ({ change: 'account-changed', account }) as const),
    ...added.map((account) => ({ change: 'account-added', account }) as const),
  ];
}

/** Each account with all that a user sees of it, as text to compare. */
function prints(view: View): Map<string, string> {
  return new Map(
    view
      .accountMos()
      .map((mo) => [mo.accountId, JSON.stringify([mo.origin, view.tree(mo.uri)], octetsAsHex)]),
  );
}

const octetsAsHex = (_key: string, value: unknown) =>
  value instanceof Uint8Array ? { octets: toHex(value) } : value;

/** References that led somewhere before, or were not there, and lead nowhere now. */
export function newlyDangling(before: View, after: View): string[] {
  const old = new Set(before.dangling());
  return after.dangling().filter((uri) => !old.has(uri));
}
