import { INS, MAX_LE, type Response } from '../apdu/index.js';
import { concat } from '../bytes.js';
import type { FileSystem } from './card.js';
import { CardError, unexpectedStatus } from './error.js';
import type { FileInfo, FilePath } from './file.js';
import { END_REACHED } from './short-record.js';

/** The longest file that a 15-bit offset reaches (TS 102 221, 11.1.3.2). */
export const MAX_FILE_LENGTH = 0x7fff;
/** READs for one file. A card that gives less than 32 bytes a time is not read further. */
const MAX_READS = 1024;

/** Outside the file: the end has been reached. */
const OUTSIDE: readonly number[] = [0x6b00, 0x9402, 0x6a86, 0x6a87];
/** A PIN, or another right, is missing. */
const REFUSED: readonly number[] = [0x6982, 0x9804];
const INVALIDATED: readonly number[] = [0x9810, 0x6283];
/** No EF is current, or it holds records. */
const UNSUITABLE: readonly number[] = [0x6986, 0x6981, 0x9400, 0x9408];

export interface Extent {
  /** First byte wanted. */
  readonly offset: number;
  /** Bytes wanted; null is all that follow. */
  readonly length: number | null;
}

/** The whole file. */
export const WHOLE: Extent = { offset: 0, length: null };

/** Asked after each READ, with all bytes from the first one wanted: whether they are enough, however the file goes on. */
export type IsEnough = (prefix: Uint8Array) => boolean;

export type FileContent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' | 'invalidated' }
  /** A DF, or an EF that is not transparent. */
  | { readonly kind: 'unsuitable' }
  /** The access condition is not met. */
  | { readonly kind: 'refused' };

type Piecewise =
  | FileContent
  /** The first READ failed, or where the size is unknown a later one: the plain procedure may do better. */
  | { readonly kind: 'failed'; readonly sw: number };

/**
 * Reads the current transparent EF piece by piece, until what has come is enough or the file ends. Its end is where its size says,
 * a READ says so (6282, or outside the file), or a READ brings nothing. That a READ brings less than asked for, or 6CXX named less,
 * proves no end: cards bound what they give at a time in either way.
 *
 * @param size of the file in bytes, where it is known
 * @param first what a READ at the offset has brought already
 */
async function readPieces(
  files: FileSystem,
  extent: Extent,
  size: number | null,
  isEnough: IsEnough,
  first?: Response,
): Promise<Piecewise> {
  const wanted = extent.length === null ? MAX_FILE_LENGTH : extent.offset + extent.length;
  const end = Math.min(wanted, size ?? MAX_FILE_LENGTH, MAX_FILE_LENGTH);
  let bytes: Uint8Array = new Uint8Array();
  let piece = MAX_LE;
  let given = first;
  for (let reads = 0; extent.offset + bytes.length < end; reads++) {
    if (reads === MAX_READS) {
      throw new CardError('exchange', `a file that takes more than ${MAX_READS} READs`);
    }
    const at = extent.offset + bytes.length;
    const length = Math.min(piece, end - at);
    const { data, sw, ok, exact } = given ?? (await files.readBinary(at, length));
    given = undefined;
    if (bytes.length === 0 && data.length === 0 && (ok || sw === END_REACHED)) {
      return { kind: 'failed', sw };
    }
    if (ok || sw === END_REACHED) {
      bytes = concat(bytes, data);
      if (data.length === 0 || sw === END_REACHED || isEnough(bytes)) break;
      // Where the card named less than there is, it gives no more at a time.
      if (exact) piece = Math.min(piece, data.length);
    } else if (OUTSIDE.includes(sw) && bytes.length > 0) {
      break;
    } else if (REFUSED.includes(sw)) {
      return { kind: 'refused' };
    } else if (INVALIDATED.includes(sw)) {
      return { kind: 'invalidated' };
    } else if (bytes.length === 0 || size === null) {
      return { kind: 'failed', sw };
    } else {
      throw unexpectedStatus(INS.readBinary, 'a file', sw);
    }
  }
  return { kind: 'bytes', bytes: bytes.subarray(0, end - extent.offset) };
}

/** Whether a file can be read with READ BINARY, as far as the card tells. */
export function isSuitable({ kind, structure }: FileInfo): boolean {
  return kind === 'ef' && (structure === null || structure === 'transparent');
}

/** Reads a file that was selected, with its size. Rejects with `CardError` where it cannot be read. */
export async function readSelected(
  files: FileSystem,
  name: string,
  extent: Extent,
  size: number | null,
  isEnough: IsEnough,
): Promise<FileContent> {
  const content = await readPieces(files, extent, size, isEnough);
  if (content.kind !== 'failed') return content;
  if (UNSUITABLE.includes(content.sw)) return { kind: 'unsuitable' };
  throw unexpectedStatus(INS.readBinary, name, content.sw);
}

/**
 * Reads a file with as few exchanges as may be: selected without asking for its size. A card that will not have that
 * gets the plain procedure.
 */
export async function readFile(
  files: FileSystem,
  path: FilePath,
  extent: Extent,
  isEnough: IsEnough,
): Promise<FileContent> {
  const quick = await files.select(path, 'nothing');
  if (quick.kind !== 'selected') return quick;
  const content = await readPieces(files, extent, null, isEnough);
  if (content.kind !== 'failed') return content;
  const selected = await files.select(path, 'info');
  if (selected.kind !== 'selected') return selected;
  if (!isSuitable(selected.info)) return { kind: 'unsuitable' };
  return await readSelected(files, path.name, extent, selected.info.size, isEnough);
}

/** Reads a file of the current DF by its short identifier. Null: the card will not have it so. */
export async function readBySfi(
  files: FileSystem,
  sfi: number,
  isEnough: IsEnough,
): Promise<Uint8Array | null> {
  const first = await files.readBinary(0, MAX_LE, sfi);
  if (!first.ok && first.sw !== END_REACHED) return null;
  const content = await readPieces(files, WHOLE, null, isEnough, first);
  return content.kind === 'bytes' ? content.bytes : null;
}
