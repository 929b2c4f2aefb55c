import { closeSync, fchmodSync, fstatSync, openSync, readdirSync, writeFileSync } from 'node:fs';
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
export function openTraceFile(dir: string, reader: string): TraceFile {
  return new TraceFile(() => create(dir, stem(reader)));
}

/** A sink that makes a file at its first write, or writes one anew. Nobody but its owner can read it (0600). */
export function openNamedTraceFile(path: string): TraceFile {
  return new TraceFile(() => {
    const fd = openSync(path, 'w', 0o600);
    if (fstatSync(fd).isFile()) fchmodSync(fd, 0o600);
    return { fd, path };
  });
}

interface Opened {
  readonly fd: number;
  readonly path: string;
}

class TraceFile implements TraceSink {
  readonly #open: () => Opened;
  #opened: Opened | null = null;
  #path: string | null = null;

  constructor(open: () => Opened) {
    this.#open = open;
  }

  /** The file that was made, or null as long as there is none. */
  get path(): string | null {
    return this.#path;
  }

  write(text: string): void {
    this.#opened ??= this.#open();
    this.#path = this.#opened.path;
    writeFileSync(this.#opened.fd, text);
  }

  close(): void {
    if (this.#opened !== null) closeSync(this.#opened.fd);
    this.#opened = null;
  }
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

function create(dir: string, name: string): Opened {
  makeFolders(dir);
  let number = highest(dir, name) + 1;
  for (let clashes = 0; ; clashes += 1, number += 1) {
    try {
      const path = join(dir, `${name}-${String(number).padStart(4, '0')}.trace`);
      return { fd: openSync(path, 'wx', 0o600), path };
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
