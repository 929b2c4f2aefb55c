import { constants } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { errorText } from '../error.js';
import { MAX_MESSAGE, MAX_NAMES } from './limits.js';

/** What tells one folder from another of the same path. */
export interface Told {
  readonly device: number;
  readonly inode: number;
}

/** Names that editors and package managers give to what is no file of the folder's owner. */
const NOT_MEANT =
  /^\.|~$|\.(?:swp|tmp|part|bak|orig|rej|dpkg-[a-z]+|rpm(?:new|save|orig)|ucf-[a-z]+)$/;

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** The folder at this path as it is told from others, `before` itself where it is the same one; null where there is none. */
export async function sameFolder(path: string, before: Told | null): Promise<Told | null> {
  try {
    const { dev, ino } = await stat(path);
    const same = before?.device === dev && before.inode === ino;
    return same ? before : { device: dev, inode: ino };
  } catch {
    return null;
  }
}

export type Listed =
  /** `absent`: there is no folder, and thus no name. */
  | { readonly kind: 'names' | 'absent'; readonly names: readonly string[] }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** The names of a folder's files in their order, by their octets; none where there is no folder. */
export async function namesIn(folder: string): Promise<Listed> {
  try {
    const names = (await readdir(folder)).filter((name) => !NOT_MEANT.test(name));
    if (names.length > MAX_NAMES) {
      const detail = `expected at most ${MAX_NAMES} files in ${folder}, found ${names.length}`;
      return { kind: 'unreadable', detail };
    }
    names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return { kind: 'names', names };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'absent', names: [] };
    return { kind: 'unreadable', detail: errorText(error) };
  }
}

export type ReadMessage =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'refused';
      readonly outcome: 'unavailable' | 'malformed';
      readonly detail: string;
    };

const refused = (outcome: 'unavailable' | 'malformed', detail: string): ReadMessage => ({
  kind: 'refused',
  outcome,
  detail,
});

/** The bytes of a file. What is no file, such as a pipe, is neither waited for nor read. */
export async function readMessage(path: string): Promise<ReadMessage> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return refused('unavailable', `${path} is no file`);
      const bytes = Buffer.alloc(MAX_MESSAGE + 1);
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      if (length > MAX_MESSAGE) {
        return refused('malformed', `${path}: expected at most ${MAX_MESSAGE} bytes`);
      }
      return { kind: 'message', bytes: Uint8Array.prototype.slice.call(bytes, 0, length) };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'gone' };
    return refused('unavailable', errorText(error));
  }
}
