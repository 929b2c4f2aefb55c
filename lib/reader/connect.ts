import { ReaderError } from './error.js';
import type { CardConnection, Slot } from './reader.js';

/** Milliseconds to wait, in all, for another program to let go of the card. */
export const PATIENCE = 10_000;

/** Milliseconds before the second attempt, and the most before any later one; each wait is twice the one before. */
const WAIT = { FIRST: 250, LONGEST: 2000 } as const;

/**
 * Connects to the card with nobody else on it; where another program does not let go of it within `patience` milliseconds, or the slot
 * knows no exclusive connections, shared with others.
 *
 * Rejects with `ReaderError` as `Slot.connect` does; with `sharing` when not even that is allowed, with `removed` when `signal` aborts.
 */
export async function connectPatiently(
  slot: Slot,
  { signal, patience = PATIENCE }: { readonly signal: AbortSignal; readonly patience?: number },
): Promise<CardConnection> {
  if (!slot.capabilities.exclusive) return slot.connect('shared', signal);
  // Lives as long as the connection: what ends `signal` ends it.
  const limit = new AbortController();
  const callOff = (): void => limit.abort();
  if (signal.aborted) callOff();
  signal.addEventListener('abort', callOff, { once: true });
  const timer = setTimeout(callOff, patience);
  try {
    for (let wait: number = WAIT.FIRST; ; wait = Math.min(2 * wait, WAIT.LONGEST)) {
      try {
        return await slot.connect('exclusive', limit.signal);
      } catch (error) {
        if (!(error instanceof ReaderError) || error.code !== 'sharing') throw error;
      }
      await pause(wait, limit.signal);
    }
  } catch (error) {
    if (signal.aborted || !limit.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  return slot.connect('shared', signal);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      clearTimeout(timer);
      reject(new ReaderError('removed', 'the visit was called off'));
    };
    if (signal.aborted) return aborted();
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    signal.addEventListener('abort', aborted, { once: true });
  });
}
