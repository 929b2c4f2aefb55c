import { setTimeout as pause } from 'node:timers/promises';

/** So often within the time that the service manager waits, one late beat is no alarm. */
const BEATS = 3;

/**
 * Gives signs of life for as long as the daemon's loops turn: each one waits for a turn that began after the one before.
 *
 * @param watchdog milliseconds that the service manager waits.
 * @param turn resolves when the loops have turned; never rejects.
 * @param signal ends it.
 */
export async function beat(
  watchdog: number,
  turn: () => Promise<void>,
  alive: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await turn();
    alive();
    await pause(watchdog / BEATS, undefined, { ref: false, signal }).catch(() => undefined);
  }
}
