import { closeSync, openSync, readSync } from 'node:fs';
import { errorText } from '../lib/error.js';
import { EXIT, Exit } from './exit.js';

const CHUNK = 64 * 1024;

/**
 * The bytes of a file that was named by the operator, or that is open; it may be a pipe. Never more than `limit` of them are held.
 *
 * @throws Exit 66 where it cannot be read, 65 where it is longer.
 */
export function readBounded(file: string | number, limit: number): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    const fd = typeof file === 'number' ? file : openSync(file, 'r');
    try {
      for (;;) {
        const part = Buffer.alloc(CHUNK);
        const read = readSync(fd, part, 0, CHUNK, null);
        if (read === 0) break;
        parts.push(part.subarray(0, read));
        length += read;
        if (length > limit) break;
      }
    } finally {
      if (fd !== file) closeSync(fd);
    }
  } catch (error) {
    const text = errorText(error);
    // The system names the file that is opened, but not the one that is read.
    const isNamed = typeof file === 'number' || (error instanceof Error && 'path' in error);
    throw new Exit(EXIT.noInput, isNamed ? text : `${file}: ${text}`);
  }
  if (length > limit) throw new Exit(EXIT.data, `${file}: longer than ${limit} bytes`);
  return Buffer.concat(parts);
}
