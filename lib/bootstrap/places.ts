import { BOOTSTRAP_CONFIG } from '../tree/bootstrap-config.js';
import type { Failure } from './report.js';

/** The interior nodes below which everything is of one kind, whatever its type says. The last is where DM 1.1 has its accounts. */
export const PLACES: ReadonlyMap<string, 'dmacc' | 'nap' | 'proxy'> = new Map([
  ['DMAcc', 'dmacc'],
  ['NAP', 'nap'],
  ['Proxy', 'proxy'],
  ['SyncML/DMAcc', 'dmacc'],
]);

export const PARENTS = { dmacc: './DMAcc', nap: './NAP', proxy: './Proxy', config: '.' } as const;

export const INBOX = 'Inbox';

/** Names below the root that no other object gets. */
export const RESERVED: ReadonlySet<string> = new Set([
  BOOTSTRAP_CONFIG.name,
  'DMAcc',
  'DevDetail',
  'DevInfo',
  INBOX,
  'NAP',
  'Proxy',
]);

/** Below these nothing can be written by a message. */
export const READ_ONLY: ReadonlySet<string> = new Set(['DevDetail', 'DevInfo']);

export const NOT_HERE: Failure = { code: 405, note: 'this node cannot be written by a message' };

/** What a vendor puts into an account, access point or proxy of its own: this client handles nothing of it. */
export const EXT = 'Ext';

/** The way to the `Ext` of an account, access point or proxy, where `path` leads there or below it; else null. */
export function extOf(path: readonly string[]): readonly string[] | null {
  const at = path.indexOf(EXT);
  const place = path.slice(0, Math.max(at - 1, 0)).join('/');
  return PLACES.has(place) || place === INBOX ? path.slice(0, at + 1) : null;
}
