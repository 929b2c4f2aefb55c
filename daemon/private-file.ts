import { closeSync, existsSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { errorText } from '../lib/error.js';
import { EXIT, Exit } from './exit.js';

const BATCH = 256 * 1024;

/**
 * Writes pieces as they come to a file that may hold secrets: its owner's alone (0600), also if it was there before. A regular file is there as a whole or not at all: where
 * the pieces end in an error nothing is changed. So it may be the file that they are made of.
 *
 * @throws Exit 73 where it cannot be made, 74 where it cannot be written, and what the pieces throw.
 */
export function writePrivately(file: string, pieces: Iterable<string | Uint8Array>): void {
  const isRegular = !existsSync(file) || statSync(file).isFile();
  if (!isRegular) {
    fill(file, 'w', pieces);
    return;
  }
  const unfinished = `${file}.${process.pid}.part`;
  try {
    fill(unfinished, 'wx', pieces);
    attempt(EXIT.cannotCreate, () => renameSync(unfinished, file));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function fill(file: string, flags: 'w' | 'wx', pieces: Iterable<string | Uint8Array>): void {
  const fd = attempt(EXIT.cannotCreate, () => openSync(file, flags, 0o600));
  let held: Uint8Array[] = [];
  let length = 0;
  const flush = (): void => {
    const batch = Buffer.concat(held);
    held = [];
    length = 0;
    for (let at = 0; at < batch.length; ) {
      at += attempt(EXIT.ioError, () => writeSync(fd, batch, at));
    }
  };
  try {
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      held.push(bytes);
      length += bytes.length;
      if (length >= BATCH) flush();
    }
    flush();
  } finally {
    closeSync(fd);
  }
}

function attempt<T>(status: typeof EXIT.cannotCreate | typeof EXIT.ioError, doing: () => T): T {
  try {
    return doing();
  } catch (error) {
    throw new Exit(status, errorText(error));
  }
}
