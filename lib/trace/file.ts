import { closeSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolders } from '../folder.js';
import type { TraceSink } from './record.js';

const MAX_STEM = 64;
/** How often a number may turn out to be taken by another process. */
const MAX_CLASHES = 100;

/**
 * A sink that makes, at its first write, a new file in `dir` (made too where it is missing): `STEM-NUMBER.trace`, the stem from the reader's name,
 * the number one above the highest there. Nobody but its owner can read it (0600), and nothing that exists is opened or replaced.
 */
export function openTraceFile(dir: string, reader: string): TraceSink {
  let fd: number | null = null;
  return {
    write(text) {
      fd ??= create(dir, stem(reader));
      writeFileSync(fd, text);
    },
    close() {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}

/** A reader's name as part of a file's name: letters, digits, `.`, `-` and `_`, and never a hidden file. */
function stem(reader: string): string {
  const safe = reader
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._-]+/, '')
    .slice(0, MAX_STEM)
    .replace(/[._-]+$/, '');
  return safe === '' ? 'reader' : safe;
}

function create(dir: string, name: string): number {
  makeFolders(dir);
  let number = highest(dir, name) + 1;
  for (let clashes = 0; ; clashes += 1, number += 1) {
    try {
      return openSync(join(dir, `${name}-${String(number).padStart(4, '0')}.trace`), 'wx', 0o600);
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!taken || clashes === MAX_CLASHES) throw error;
    }
  }
}

function highest(dir: string, name: string): number {
  const numbers = readdirSync(dir)
    .filter((file) => file.startsWith(`${name}-`))
    .map((file) => Number(/^(\d{4,15})\.trace$/.exec(file.slice(name.length + 1))?.[1] ?? 0));
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}
