import { join } from 'node:path';
import { StoreError } from '../error.js';
import { createFile, fileUri, onDisk } from './folder.js';
import { Sql } from './sql.js';

/** Held in an exclusive transaction for the owner's life; the system frees it whatever way the process ends. It stays empty. */
const LOCK_FILE = 'owner.lock';

/** Makes this process the owner of a folder, and returns how to end that. Throws `StoreError`, `in-use` where there is an owner. */
export function takeLock(dir: string): () => void {
  const path = join(dir, LOCK_FILE);
  onDisk(() => createFile(path));
  const lock = new Sql(fileUri(path, 'rw'));
  try {
    lock.all('PRAGMA busy_timeout = 0');
    lock.all('PRAGMA journal_mode = MEMORY');
    lock.script('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw error instanceof StoreError ? refusal(error, dir, path) : error;
  }
  return () => {
    lock.script('ROLLBACK');
    lock.close();
  };
}

function refusal(error: StoreError, dir: string, path: string): StoreError {
  switch (error.code) {
    case 'in-use':
      return new StoreError(
        'in-use',
        `another process owns the state folder ${dir}: end it, or use another folder`,
        { cause: error },
      );
    case 'damaged':
      return new StoreError('damaged', `expected ${path} to be empty, and it is not: remove it`, {
        cause: error,
      });
    default:
      return new StoreError(error.code, `${path} cannot be locked: ${error.message}`, {
        cause: error,
      });
  }
}
