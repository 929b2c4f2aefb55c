import { closeSync, constants, openSync, readSync, rmSync } from 'node:fs';

/** Bytes that are read of what a unit tells of its hooks: 512 hooks with names of 100 characters. */
const MAX_ENDS = 64 * 1024;

/** The beginning of a file, which is then removed; null where there is none. It is another user's: no link is followed, and no pipe waited for. */
export function take(file: string): string | null {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(MAX_ENDS);
      return bytes.toString('utf8', 0, readSync(fd, bytes));
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  } finally {
    remove(file);
  }
}

/** What is not ours to remove stays. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true, recursive: true });
  } catch {
    // It is written anew before it is read again.
  }
}
