import { StoreError } from '../lib/tree/index.js';
import type { Log } from './log.js';

/** Runs it; a state that cannot be written, or a fault of ours, is logged and must not stop the watch over the readers. False where it threw. */
export function attempt(change: () => void, log: Log): boolean {
  try {
    change();
    return true;
  } catch (error) {
    if (error instanceof StoreError) log.error(error.message);
    else log.error('a fault of this program', { error, kind: 'fault' });
    return false;
  }
}
