import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/**
 * Makes a folder, and those above it, for the owner alone unless another mode is given; one that is there stays as it is. Throws what the system says.
 * Step by step, since Node's own recursive way never ends where a file system refuses all folders (/proc).
 */
export function makeFolders(dir: string, mode = 0o700): void {
  try {
    mkdirSync(dir, { mode });
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(dir).isDirectory()) return;
    const parent = dirname(dir);
    if (codeOf(error) !== 'ENOENT' || parent === dir) throw error;
    makeFolders(parent, mode);
    mkdirSync(dir, { mode });
  }
}
