import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { kindOf, MessageError } from '../../../lib/bootstrap/index.js';
import { readMessage } from '../../../lib/source/folder.js';
import { isXml } from '../../../lib/wbxml/index.js';

/** What is answered with. */
export interface Served {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** With its quotes. */
  readonly etag: string;
}

const TYPES = {
  dm: { wbxml: 'application/vnd.syncml.dm+wbxml', xml: 'application/vnd.syncml.dm+xml' },
  cp: { wbxml: 'application/vnd.wap.connectivity-wbxml', xml: 'text/vnd.wap.connectivity-xml' },
} as const;

/** What is no message is served all the same: a bench may want to know what a client makes of it. */
const DEFAULT_TYPE = TYPES.dm.wbxml;

/**
 * The message that the path of a request names in a folder; null where there is none. Nothing outside of the folder is read, also by links, and nothing
 * that is hidden.
 *
 * @param root the folder as `realpath` has it.
 */
export async function fileAt(root: string, path: string): Promise<Served | null> {
  const names = namesOf(path);
  if (names === null) return null;
  try {
    const file = await realpath(join(root, ...names));
    if (!file.startsWith(`${root}${root.endsWith(sep) ? '' : sep}`)) return null;
    const read = await readMessage(file);
    if (read.kind !== 'message') return null;
    const { bytes } = read;
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
    return { bytes, type: typeOf(bytes), etag };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

/** The names on a path; null where one of them leads elsewhere, or is hidden. */
function namesOf(path: string): string[] | null {
  try {
    const names = path.split('/').slice(1).map(decodeURIComponent);
    const leads = (name: string): boolean => name.startsWith('.') || /[/\\\0]/.test(name);
    return names.length === 0 || names.some((name) => name === '' || leads(name)) ? null : names;
  } catch {
    return null;
  }
}

function typeOf(bytes: Uint8Array): string {
  try {
    return TYPES[kindOf(bytes)][isXml(bytes) ? 'xml' : 'wbxml'];
  } catch (error) {
    if (error instanceof MessageError) return DEFAULT_TYPE;
    throw error;
  }
}
