import { SeenFile } from './seen.js';

/** What is selected on a channel. */
export interface Current {
  dir: SeenFile;
  ef: SeenFile | null;
  application: SeenFile | null;
}

const MF = 0x3f00;
const CURRENT_ADF = 0x7fff;

/** Short identifiers that stand for certain files: by the AID of the application, or `''` for the MF (TS 102 221, 13; PKCS#15, 5.4.1). */
const WELL_KNOWN: readonly (readonly [aid: string, sfi: number, fid: number])[] = [
  ['', 0x1e, 0x2f00],
  ['', 0x02, 0x2fe2],
  ['', 0x06, 0x2f06],
  ['A000000063', 0x11, 0x5031],
  ['A0000000871002', 0x07, 0x6f07],
];

/** What a SELECT is about, by P1 (TS 102 221, 11.1.1.2); made where it was not seen before. */
export function target(
  mf: SeenFile,
  current: Current,
  p1: number,
  wanted: Uint8Array,
): SeenFile | null {
  if (p1 === 0x04) return application(mf, wanted);
  if (p1 === 0x03) return current.dir.parent;
  const fids = Array.from({ length: wanted.length >> 1 }, (_, at) => fidAt(wanted, 2 * at));
  const last = fids.at(-1);
  if (last === undefined) return null;
  if (p1 === 0x00 || p1 === 0x01) return reach(mf, current, last);
  let file: SeenFile = p1 === 0x09 ? current.dir : mf;
  for (const [at, fid] of fids.entries()) {
    if (at === 0 && fid === CURRENT_ADF) file = current.application ?? file;
    else file = file.child(fid) ?? new SeenFile(fid, file);
  }
  return file;
}

function application(mf: SeenFile, name: Uint8Array): SeenFile | null {
  if (name.length < 1 || name.length > 16) return null;
  const fits = mf.children.find(({ aid }) => name.every((byte, at) => aid?.[at] === byte));
  if (fits !== undefined) return fits;
  const made = new SeenFile(null, mf);
  made.kind = 'df';
  made.aid = Uint8Array.from(name);
  return made;
}

function reach(mf: SeenFile, { dir, application }: Current, fid: number): SeenFile {
  if (fid === MF) return mf;
  if (fid === CURRENT_ADF && application !== null) return application;
  const { parent } = dir;
  const known = dir.child(fid) ?? (dir.fid === fid ? dir : null);
  if (known !== null) return known;
  if (parent?.fid === fid) return parent;
  const beside = parent?.child(fid);
  if (beside?.kind === 'df') return beside;
  // A DF of the first level (TS 51.011, 6.2) was reached from one of its like.
  const isFirstLevel = fid >> 8 === 0x7f && parent === mf;
  return new SeenFile(fid, isFirstLevel ? mf : dir);
}

/** Makes a file current. */
export function enter(current: Current, file: SeenFile): void {
  // A directory may be selected and left without a word about it: what is in it proves it one.
  const isDir = file.kind === 'df' || (file.kind === null && isDirectoryFid(file.fid));
  if (isDir) file.kind = 'df';
  current.ef = isDir ? null : file;
  if (isDir) current.dir = file;
  else if (file.parent !== null) current.dir = file.parent;
  if (current.dir.aid !== null) current.application = current.dir;
}

/** The file of a directory that a short identifier led to; made where it was not seen before. */
export function bySfi(mf: SeenFile, dir: SeenFile, sfi: number): SeenFile {
  const known = dir.children.find(
    (one) => one.kind !== 'df' && (one.sfi ?? (one.fid ?? 0) & 0x1f) === sfi,
  );
  if (known !== undefined) return known;
  const name =
    dir === mf
      ? ''
      : Buffer.from(dir.aid ?? [])
          .toString('hex')
          .toUpperCase();
  const standard = WELL_KNOWN.find(
    ([aid, number]) => number === sfi && (aid === '' ? name === '' : name.startsWith(aid)),
  );
  const fid = standard?.[2] ?? (dir === mf ? 0x2f80 : 0x6f80) | sfi;
  const file = dir.child(fid) ?? new SeenFile(fid, dir);
  file.invented = standard === undefined;
  if ((fid & 0x1f) !== sfi) file.sfi = sfi;
  return file;
}

const fidAt = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;

/** First bytes that directories have (TS 51.011, 6.2). */
const isDirectoryFid = (fid: number | null): boolean =>
  fid !== null && [0x3f, 0x7f, 0x5f].includes(fid >> 8);
