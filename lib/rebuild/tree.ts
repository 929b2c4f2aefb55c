import { readTlvs, TlvError } from '../apdu/index.js';
import { fromHex, toHex } from '../bytes.js';
import type { DirectoryImage, FileImage, RuleImage } from '../virtual-card/image.js';
import type { SeenPins } from './describe.js';
import { SeenFile } from './seen.js';

const MAX_FILE = 0xffff;
const ARR_RECORD = 40;

/** READ always, never, or by the holder of a key (TS 102 221, 9.2.4). */
const ALWAYS = '8001019000';
const NEVER = '8001019700';
const byKey = (key: number): string => `800101A4068301${toHex(Uint8Array.of(key))}950108`;

/** Notes for people on a file, by its path. */
export type Notes = Map<string, string[]>;

/** The file system of what was seen. What was not is chosen so that the same commands find the same. */
export function treeOf(
  mf: SeenFile,
  pins: SeenPins,
  mode: '2g' | '3g',
  notes: Notes,
): DirectoryImage {
  nameApplications(mf);
  if (mode === '3g') completeRules(mf, mf, pins);
  const image = fileImage(mf, '', mode, notes);
  return image.kind === 'df' ? image : { kind: 'df', fid: '3F00', files: [] };
}

const fidText = (fid: number): string => fid.toString(16).toUpperCase().padStart(4, '0');

function fileImage(file: SeenFile, above: string, mode: '2g' | '3g', notes: Notes): FileImage {
  const aid = file.aid === null ? null : toHex(file.aid);
  const path = `${above}${file.fid === null ? aid : fidText(file.fid)}`;
  const note = (text: string) => notes.set(path, [...(notes.get(path) ?? []), text]);
  const common = {
    ...(file.lifeCycle !== null && file.lifeCycle !== 'activated' && { lifeCycle: file.lifeCycle }),
    ...(file.rule !== null && { rule: file.rule }),
  };
  if (isDirectory(file)) {
    const children = file.children.filter((child, at) =>
      isNamed(child, file.children.slice(0, at)),
    );
    const lost = file.children.length - children.length;
    if (lost > 0)
      note(`${lost} files in it are left out: their names are not known, or were seen before.`);
    return {
      kind: 'df',
      ...(file.fid !== null && { fid: fidText(file.fid) }),
      ...(aid !== null && { aid }),
      ...common,
      ...(file.pinStatus !== null && mode === '3g' && { pinStatus: file.pinStatus }),
      files: children.map((child) => fileImage(child, `${path}/`, mode, notes)),
    };
  }
  if (file.invented) note('Only its short identifier is known: the file identifier is made up.');
  if (!file.described) note('The card was not asked what this file is like.');
  const elementary = {
    fid: fidText(file.fid ?? 0),
    ...common,
    ...(file.sfi !== null && { sfi: file.sfi }),
    ...(mode === '2g' && { chv: chvOf(file) }),
  };
  if (file.kind === 'linear-fixed') {
    const count = Math.min(254, Math.max(file.recordCount ?? 0, ...file.records.keys()));
    const read = file.records.size - file.assumed.size;
    if (read < count) note(`${read} of ${count} records were read; the others are FF here.`);
    for (const number of file.assumed) {
      note(
        `Record ${number} was not read: files refer to it, and it lets them be read as they were.`,
      );
    }
    const recordLength = Math.min(255, file.recordLength ?? ARR_RECORD);
    const records = Array.from({ length: count }, (_, at) => {
      const record = file.records.get(at + 1) ?? new Uint8Array(0);
      return toHex(record.subarray(0, recordLength));
    });
    return { kind: 'linear-fixed', ...elementary, recordLength, records };
  }
  return { kind: 'transparent', ...elementary, content: toHex(contentOf(file, note)) };
}

const isDirectory = ({ kind, children, fid }: SeenFile): boolean =>
  kind === 'df' || children.length > 0 || fid === null;

/** By its identifier, or by an AID that is a whole one, and no other file has it. */
function isNamed({ fid, aid }: SeenFile, before: readonly SeenFile[]): boolean {
  if (fid !== null) return fid !== 0x3f00 && before.every((one) => one.fid !== fid);
  const name = aid === null || aid.length < 5 ? null : toHex(aid);
  return name !== null && before.every((one) => one.fid !== null || toHex(one.aid!) !== name);
}

function contentOf(file: SeenFile, note: (text: string) => void): Uint8Array {
  const end = Math.max(0, ...file.pieces.map(({ offset, bytes }) => offset + bytes.length));
  const length = Math.min(MAX_FILE, Math.max(end, file.size ?? 0));
  const content = new Uint8Array(length).fill(0xff);
  const known = new Uint8Array(length);
  for (const { offset, bytes } of file.pieces) {
    const part = bytes.subarray(0, Math.max(0, length - offset));
    content.set(part, Math.min(offset, length));
    known.fill(1, offset, offset + part.length);
  }
  const read = known.reduce((sum, one) => sum + one, 0);
  if (read < length) note(`${read} of ${length} bytes were read; the others are FF here.`);
  else if (file.size === null && length > 0) {
    note('How long it is was not told: it ends here where reading ended.');
  }
  if (length === 0) note('Nothing of it was read.');
  return content;
}

/** What 2G has for access conditions: as told, or as reading went. */
function chvOf(file: SeenFile): string {
  if (file.chv !== null) return toHex(file.chv);
  if (!file.refused) return '04F044';
  return file.openedBy === null ? '44F044' : `${file.openedBy === 0x01 ? 1 : 2}4F044`;
}

/** Gives applications that were selected by a part of their AID the whole of it, and their DF, as EF DIR names them. */
function nameApplications(mf: SeenFile): void {
  const templates = templatesOf(mf.child(0x2f00));
  for (const file of mf.children) {
    const { aid } = file;
    if (aid === null) continue;
    const template = templates.find((one) => aid.every((byte, at) => one.aid[at] === byte));
    if (template === undefined) continue;
    file.aid = template.aid;
    if (file.fid === null && template.fid !== null && mf.child(template.fid) === null) {
      file.fid = template.fid;
    }
  }
}

/** AID and path of the templates of EF DIR (TS 102 221, 13.1). */
function templatesOf(dir: SeenFile | null): { aid: Uint8Array; fid: number | null }[] {
  const records = [
    ...(dir?.records.values() ?? []),
    ...(dir?.pieces.map(({ bytes }) => bytes) ?? []),
  ];
  return records.flatMap((record) => {
    try {
      return readTlvs(record)
        .filter(({ tag }) => tag === 0x61)
        .flatMap(({ value }) => {
          const parts = new Map(readTlvs(value).map((part) => [part.tag, part.value]));
          const aid = parts.get(0x4f);
          const path = parts.get(0x51);
          const direct = path?.length === 4 && path[0] === 0x3f && path[1] === 0x00;
          const fid = direct ? (path[2]! << 8) | path[3]! : null;
          return aid === undefined || aid.length === 0 || aid.length > 16 ? [] : [{ aid, fid }];
        });
    } catch (error) {
      if (error instanceof TlvError) return [];
      throw error;
    }
  });
}

/** Gives each file a rule by which it could be read, or not, as it was. */
function completeRules(file: SeenFile, mf: SeenFile, pins: SeenPins): void {
  for (const child of [...file.children]) completeRules(child, mf, pins);
  if (isDirectory(file) || !(file.isRead || file.refused)) return;
  const needed = !file.refused ? ALWAYS : file.openedBy === null ? NEVER : byKey(file.openedBy);
  const { rule } = file;
  if (rule === null) {
    if (file.refused) file.rule = { expanded: needed };
  } else if ('reference' in rule) {
    completeRecord(file, rule, mf, pins, needed);
  }
}

/** Puts a record into EF ARR that a rule refers to and nobody read. */
function completeRecord(
  file: SeenFile,
  { reference }: Extract<RuleImage, { reference: string }>,
  mf: SeenFile,
  pins: SeenPins,
  needed: string,
): void {
  const value = fromHex(reference);
  const fid = ((value[0] ?? 0) << 8) | (value[1] ?? 0);
  const application = [...pins].find(([key]) => key >= 0x01 && key <= 0x08)?.[1];
  const environment = application?.enabled === true ? 0x01 : 0x00;
  const pairs = value.subarray(2);
  const at =
    pairs.length === 1 ? 0 : pairs.findIndex((se, n) => n % 2 === 0 && se === environment) + 1;
  const record = pairs[at];
  if (record === undefined || record === 0 || record > 254) return;
  let arr: SeenFile | null = null;
  for (let dir = file.parent; dir !== null && arr === null; dir = dir.parent) arr = dir.child(fid);
  arr ??= new SeenFile(fid, mf);
  if (arr.records.has(record)) return;
  arr.kind = 'linear-fixed';
  arr.recordLength ??= ARR_RECORD;
  arr.records.set(record, fromHex(needed));
  arr.assumed.add(record);
}
