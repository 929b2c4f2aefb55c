import { concat } from '../bytes.js';
import {
  CardImageError,
  type DirectoryImage,
  type FileImage,
  imageBytes,
  type LifeCycle,
  type LinearFixedImage,
  type RuleImage,
  type TransparentImage,
} from './image.js';

/** Security attributes as the FCP carries them. */
export interface Rule {
  readonly tag: 0x8b | 0x8c | 0xab;
  readonly value: Uint8Array;
}

export interface Directory {
  readonly kind: 'df';
  readonly fid: number | null;
  readonly aid: Uint8Array | null;
  readonly parent: Directory | null;
  readonly children: readonly CardFile[];
  readonly lifeCycle: LifeCycle;
  readonly rule: Rule | null;
  readonly pinStatus: readonly number[] | null;
}

export interface Elementary {
  readonly kind: 'ef';
  readonly fid: number;
  readonly parent: Directory;
  readonly content: Uint8Array;
  /** Null for a transparent file. */
  readonly recordLength: number | null;
  /** The value of tag 88: a short file identifier, `none` for an empty tag, null for no tag. */
  readonly sfi: number | 'none' | null;
  readonly chv: Uint8Array;
  readonly readableWhenInvalidated: boolean;
  /** What each READ takes. */
  readonly delayMs: number;
  readonly lifeCycle: LifeCycle;
  readonly rule: Rule | null;
}

export type CardFile = Directory | Elementary;

const MASTER_FILE = 0x3f00;
const DEFAULT_CHV = '04F044';

/** The tree under the MF; `CardImageError` where the image makes no sense. */
export function loadFiles(image: DirectoryImage): Directory {
  const mf = directory(image, null, 'mf');
  if (mf.fid !== MASTER_FILE) throw new CardImageError('mf', 'the file identifier must be 3F00');
  return mf;
}

function directory(image: DirectoryImage, parent: Directory | null, where: string): Directory {
  if (image.fid === undefined && image.aid === undefined) {
    throw new CardImageError(where, 'a directory needs a file identifier or an AID');
  }
  const children: CardFile[] = [];
  const made: Directory = {
    kind: 'df',
    fid: image.fid === undefined ? null : fileId(image.fid, where),
    aid: image.aid === undefined ? null : imageBytes(image.aid, where),
    parent,
    children,
    lifeCycle: image.lifeCycle ?? 'activated',
    rule: rule(image.rule, where),
    pinStatus: image.pinStatus ?? null,
  };
  for (const child of image.files) children.push(file(child, made, `${where}/${child.fid ?? ''}`));
  return made;
}

function file(image: FileImage, parent: Directory, where: string): CardFile {
  if (image.kind === 'df') return directory(image, parent, where);
  const { fid, chv, sfi, lifeCycle, readableWhenInvalidated } = image;
  const access = imageBytes(chv ?? DEFAULT_CHV, where);
  if (access.length !== 3) throw new CardImageError(where, 'chv must be three bytes');
  return {
    kind: 'ef',
    fid: fileId(fid, where),
    parent,
    content: image.kind === 'transparent' ? body(image, where) : records(image, where),
    recordLength: image.kind === 'transparent' ? null : image.recordLength,
    sfi: sfi ?? null,
    chv: access,
    readableWhenInvalidated: readableWhenInvalidated ?? false,
    delayMs: image.delayMs ?? 0,
    lifeCycle: lifeCycle ?? 'activated',
    rule: rule(image.rule, where),
  };
}

function body(image: TransparentImage, where: string): Uint8Array {
  const content = imageBytes(image.content, where);
  if (content.length > 0xffff) throw new CardImageError(where, 'a file has at most 65535 bytes');
  return content;
}

function records(image: LinearFixedImage, where: string): Uint8Array {
  const length = image.recordLength;
  if (!(Number.isInteger(length) && length >= 1 && length <= 255) || image.records.length > 254) {
    throw new CardImageError(where, 'at most 254 records of 1 to 255 bytes');
  }
  return concat(
    ...image.records.map((hex) => {
      const content = imageBytes(hex, where);
      if (content.length > length) throw new CardImageError(where, 'a record is too long');
      const record = new Uint8Array(length).fill(0xff);
      record.set(content);
      return record;
    }),
  );
}

function rule(image: RuleImage | undefined, where: string): Rule | null {
  if (image === undefined) return null;
  if ('reference' in image) return { tag: 0x8b, value: imageBytes(image.reference, where) };
  if ('compact' in image) return { tag: 0x8c, value: imageBytes(image.compact, where) };
  return { tag: 0xab, value: imageBytes(image.expanded, where) };
}

function fileId(hex: string, where: string): number {
  const [high, low, ...rest] = imageBytes(hex, where);
  if (high === undefined || low === undefined || rest.length > 0) {
    throw new CardImageError(where, 'a file identifier has two bytes');
  }
  return (high << 8) | low;
}

export function masterFile(from: Directory): Directory {
  return from.parent === null ? from : masterFile(from.parent);
}

export function childOf(dir: Directory, fid: number): CardFile | null {
  return dir.children.find((child) => child.fid === fid) ?? null;
}

/**
 * What SELECT by file identifier finds from a directory (TS 51.011, 6.5; TS 102 221, 8.4.1): its own files, itself,
 * its parent, the directories beside it, the MF.
 */
export function reachable(from: Directory, fid: number): CardFile | null {
  if (fid === MASTER_FILE) return masterFile(from);
  const child = childOf(from, fid);
  if (child !== null) return child;
  if (from.fid === fid) return from;
  if (from.parent === null) return null;
  if (from.parent.fid === fid) return from.parent;
  const sibling = childOf(from.parent, fid);
  return sibling?.kind === 'df' ? sibling : null;
}

/** The elementary file with this short file identifier in a directory (TS 102 221, 8.2.2; 0 is none). */
export function bySfi(dir: Directory, sfi: number): Elementary | null {
  for (const child of dir.children) {
    if (child.kind === 'ef' && sfi !== 0 && (child.sfi ?? child.fid & 0x1f) === sfi) return child;
  }
  return null;
}

/** All ADFs of a card, in the order of the image. */
export function applications(dir: Directory): Directory[] {
  const below = dir.children.flatMap((child) => (child.kind === 'df' ? applications(child) : []));
  return dir.aid === null ? below : [dir, ...below];
}

/**
 * The record that P1 and the mode of READ RECORD mean: 04 absolute, or current where P1 is 00; 02 next, 03 previous.
 * `current` is 0 where there is none. Null for a mode that there is not, or P1 where none belongs.
 */
export function recordNumber(
  ef: Elementary,
  current: number,
  p1: number,
  mode: number,
): number | null {
  if (mode === 0x04) return p1 === 0 ? current : p1;
  if (p1 !== 0) return null;
  if (mode === 0x02) return current + 1;
  if (mode !== 0x03) return null;
  return current === 0 ? ef.content.length / (ef.recordLength ?? 1) : current - 1;
}

/** Record `number`, counted from 1; null where there is none. */
export function recordOf(ef: Elementary, number: number): Uint8Array | null {
  if (ef.recordLength === null || number < 1) return null;
  const record = ef.content.subarray((number - 1) * ef.recordLength, number * ef.recordLength);
  return record.length === 0 ? null : record;
}
