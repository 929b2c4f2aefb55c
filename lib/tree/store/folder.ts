import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
} from 'node:fs';
import { pathToFileURL } from 'node:url';
import { errorText } from '../../error.js';
import { StoreError } from '../error.js';

/** A folder that we make, or find empty, becomes the owner's alone; another one keeps the mode that somebody gave it. */
export function makeFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (readdirSync(dir).length === 0) {
    chmodSync(dir, 0o700);
  }
}

/**
 * Makes an empty file for the owner alone; the engine gives its mode to those that it adds.
 * A file that is there is not opened: to close it again would drop every lock that this process has on it (fcntl(2)).
 */
export function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (existsSync(path)) {
      return;
    }
    throw error;
  }
  chmodSync(path, 0o600);
}

/** Gives a store another name, where nobody has to do with it, and returns that. */
export function moveAside(path: string): string {
  let number = 1;
  while (existsSync(`${path}.damaged-${number}`)) {
    number += 1;
  }
  const target = `${path}.damaged-${number}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(path + suffix)) {
      renameSync(path + suffix, target + suffix);
    }
  }
  return target;
}

/** Makes what the file system refuses `StoreError` `unwritable`. */
export function onDisk<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new StoreError('unwritable', `the state folder cannot be used: ${errorText(error)}`, {
      cause: error,
    });
  }
}

export const fileUri = (path: string, mode: 'ro' | 'rw'): string =>
  `${pathToFileURL(path).href}?mode=${mode}`;
