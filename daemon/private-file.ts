import {
  closeSync,
  existsSync,
  fchownSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { errorText } from '../lib/error.js';
import { EXIT, Exit } from './exit.js';

const BATCH = 256 * 1024;
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * Writes pieces as they come to a file that may hold secrets: its owner's alone (0600), also if it was there before. A regular file is there as a whole or not at all: where
 * the pieces end in an error, or the process is ended, nothing is changed, and nothing of them is left. So it may be the file that they are made of.
 *
 * @throws Exit 73 where it cannot be made or written, and what the pieces throw.
 */
export function writePrivately(file: string, pieces: Iterable<string | Uint8Array>): void {
  const before = existsSync(file) ? statSync(file) : null;
  if (before !== null && !before.isFile()) {
    withOpen(file, 'w', (fd) => writeAll(fd, pieces));
    return;
  }
  const target = before === null ? file : realpathSync(file);
  const unfinished = `${target}.${process.pid}.part`;
  withOpen(unfinished, 'wx+', (unnamed) => {
    // It has no name as long as pieces come, which may be long: whatever ends the process, nothing is left.
    rmSync(unfinished);
    writeAll(unnamed, pieces);
    uninterrupted(() => put(unnamed, unfinished, target, before));
  });
}

/**
 * Refuses a file to write that is read, too: what was read would be gone.
 *
 * @throws Exit 64
 */
export function refuseInput(output: string, inputs: readonly (string | undefined)[]): void {
  const written = identityOf(output);
  if (written === null) return;
  if (inputs.some((input) => input !== undefined && identityOf(input) === written)) {
    throw new Exit(EXIT.usage, `${output}: expected another file to write: this one is read`);
  }
}

/** Of a regular file, whatever its name; null where there is none. */
function identityOf(file: string): string | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.dev}:${stats.ino}` : null;
}

/** Puts what a file without a name holds in the place of another file, which keeps its owner. */
function put(unnamed: number, unfinished: string, target: string, before: Stats | null): void {
  try {
    withOpen(unfinished, 'wx', (fd) => {
      if (before !== null) keepOwner(fd, before);
      writeAll(fd, contentOf(unnamed));
    });
    attempt(() => renameSync(unfinished, target));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function keepOwner(fd: number, { uid, gid }: Stats): void {
  try {
    fchownSync(fd, uid, gid);
  } catch {
    // Only root gives files away: it is ours.
  }
}

function* contentOf(fd: number): Generator<Uint8Array> {
  for (let at = 0; ; ) {
    const batch = Buffer.allocUnsafe(BATCH);
    const length = attempt(() => readSync(fd, batch, 0, BATCH, at));
    if (length === 0) return;
    at += length;
    yield batch.subarray(0, length);
  }
}

/** A signal that would end the process meanwhile ends it afterwards. Nothing in `doing` may wait for others. */
function uninterrupted(doing: () => void): void {
  const end = (signal: NodeJS.Signals): void => {
    off();
    process.kill(process.pid, signal);
  };
  const off = (): void => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    doing();
  } finally {
    // Signals that came are told in the next turn of the event loop, before what is set here.
    setImmediate(off);
  }
}

function withOpen(file: string, flags: 'w' | 'wx' | 'wx+', doing: (fd: number) => void): void {
  const fd = attempt(() => openSync(file, flags, 0o600));
  try {
    doing(fd);
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, pieces: Iterable<string | Uint8Array>): void {
  let held: Uint8Array[] = [];
  let length = 0;
  const flush = (): void => {
    const batch = Buffer.concat(held);
    held = [];
    length = 0;
    for (let at = 0; at < batch.length; ) at += attempt(() => writeSync(fd, batch, at));
  };
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    held.push(bytes);
    length += bytes.length;
    if (length >= BATCH) flush();
  }
  flush();
}

function attempt<T>(doing: () => T): T {
  try {
    return doing();
  } catch (error) {
    throw new Exit(EXIT.cannotCreate, errorText(error));
  }
}
