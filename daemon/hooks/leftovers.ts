import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorText } from '../../lib/error.js';
import type { Log } from '../log.js';

/** A file for the hooks of one event, by its sequence number. */
const FILE = /^e([0-9]{1,15})(?:\.json|\.env)?$/;

/**
 * Removes files for the hooks of events that are no longer to be delivered, which a delivery left that was broken off.
 *
 * @param folders where such files are.
 * @param pending the sequence numbers of the events that are still to be delivered.
 * @param runs whether the unit of an event runs: then it may be reading them.
 */
export async function removeLeftovers(
  folders: readonly string[],
  pending: ReadonlySet<number>,
  runs: (sequence: number) => Promise<boolean>,
  log: Log,
): Promise<void> {
  // All that is there now: what is made while this waits is for an event that came since.
  const files = folders.flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
  for (const file of files) {
    const sequence = Number(FILE.exec(basename(file))?.[1] ?? Number.NaN);
    if (Number.isNaN(sequence) || pending.has(sequence) || (await runs(sequence))) continue;
    try {
      rmSync(file, { force: true });
    } catch (error) {
      log.warn(`${file} is left over and cannot be removed: ${errorText(error)}`);
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
