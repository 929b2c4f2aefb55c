import type { Failure } from './report.js';

/** The interior nodes below which everything is of one kind, whatever its type says. */
export const PLACES: Readonly<Record<string, 'dmacc' | 'nap' | 'proxy'>> = {
  DMAcc: 'dmacc',
  NAP: 'nap',
  Proxy: 'proxy',
};

export const PARENTS = { dmacc: './DMAcc', nap: './NAP', proxy: './Proxy' } as const;

/** Names below the root that no other object gets. */
export const RESERVED: ReadonlySet<string> = new Set([
  'DMAcc',
  'DevDetail',
  'DevInfo',
  'Inbox',
  'NAP',
  'Proxy',
]);

/** Below these nothing can be written by a message. */
export const READ_ONLY: ReadonlySet<string> = new Set(['DevDetail', 'DevInfo']);

export const NOT_HERE: Failure = { code: 405, note: 'this node cannot be written by a message' };
