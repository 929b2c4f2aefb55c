import { toHex } from '../bytes.js';
import type { Issue } from '../settings/check.js';
import { MAX_FILE, type RawFile } from './file-schema.js';
import type { DirectoryImage, FileImage, RuleImage, TransparentImage } from './image.js';

type RawTransparent = Extract<RawFile, { kind: 'transparent' }>;
type Described = 'message' | 'provisioning';

/** Makes the content that a description stands for. */
export type Describe = (
  description: unknown,
  key: Described,
  path: readonly string[],
) => Uint8Array;

/** Bytes of all files together. */
const MAX_CARD = 4 * 1024 * 1024;

/** Its parts stand in a list that is filled while the tree is made. */
interface Making {
  readonly files: FileImage[];
}

/**
 * The tree of a flat list of files, each by its path from the MF.
 * What is wrong is handed to `report`, and what comes back then means nothing.
 */
export function treeOf(
  files: readonly RawFile[],
  describe: Describe,
  report: (issue: Issue) => void,
): DirectoryImage {
  const directories = new Map<string, DirectoryImage & Making>();
  const made = files.map((file, at) => {
    const where = ['files', String(at)];
    const image = file.kind === 'df' ? directory(file) : elementary(file, where, describe, report);
    if (image.kind === 'df') directories.set(file.path, image);
    return { file, where, image };
  });
  const seen = new Set<string>();
  let total = 0;
  for (const { file, where, image } of made) {
    const wrong = (problem: string) => report({ path: [...where, 'path'], problem });
    if (seen.has(file.path)) wrong('expected another one: it stands above already');
    seen.add(file.path);
    const last = file.path.split('/').at(-1)!;
    if (image.kind !== 'df' && (last.length !== 4 || last === '3F00')) {
      wrong('expected a file identifier at its end');
    }
    total += image.kind === 'transparent' ? image.content.length / 2 : 0;
    total += image.kind === 'linear-fixed' ? image.recordLength * image.records.length : 0;
    if (file.path === '3F00') continue;
    const parent = directories.get(file.path.slice(0, -1 - last.length));
    if (parent === undefined) wrong('expected the directory around it as kind = "df", too');
    parent?.files.push(image);
  }
  if (total > MAX_CARD) {
    report({ path: ['files'], problem: `expected at most ${MAX_CARD} bytes in all files` });
  }
  const mf = directories.get('3F00');
  if (mf === undefined) report({ path: ['files'], problem: 'expected a df with path "3F00"' });
  return mf ?? { kind: 'df', fid: '3F00', files: [] };
}

function directory(file: Extract<RawFile, { kind: 'df' }>): DirectoryImage & Making {
  const last = file.path.split('/').at(-1)!;
  const aid = file.aid ?? (last.length > 4 ? last : undefined);
  return {
    kind: 'df',
    ...(last.length === 4 && { fid: last }),
    ...(aid !== undefined && { aid }),
    ...anyFile(file),
    files: [],
    ...(file.pin_status && { pinStatus: file.pin_status }),
  };
}

function elementary(
  file: Exclude<RawFile, { kind: 'df' }>,
  where: readonly string[],
  describe: Describe,
  report: (issue: Issue) => void,
): Exclude<FileImage, DirectoryImage> {
  const common = {
    fid: file.path.slice(-4),
    ...anyFile(file),
    ...(file.sfi !== undefined && { sfi: file.sfi }),
    ...(file.chv !== undefined && { chv: file.chv }),
    ...(file.readable_when_invalidated !== undefined && {
      readableWhenInvalidated: file.readable_when_invalidated,
    }),
    ...(file.delay_ms !== undefined && { delayMs: file.delay_ms }),
  };
  if (file.kind === 'transparent') {
    return { kind: 'transparent', ...common, content: contentOf(file, where, describe, report) };
  }
  const { record_length: recordLength, records } = file;
  for (const [at, record] of records.entries()) {
    if (record.length / 2 <= recordLength) continue;
    const path = [...where, 'records', String(at)];
    report({ path, problem: `expected at most ${recordLength} bytes, as record_length says` });
  }
  return { kind: 'linear-fixed', ...common, recordLength, records };
}

const SOURCES = ['content', 'text', 'message', 'provisioning'] as const;

function contentOf(
  file: RawTransparent,
  where: readonly string[],
  describe: Describe,
  report: (issue: Issue) => void,
): TransparentImage['content'] {
  const given = SOURCES.filter((key) => file[key] !== undefined);
  if (given.length > 1) {
    const problem = `expected only one of ${SOURCES.join(', ')}`;
    report({ path: [...where, given[1]!], problem });
    return '';
  }
  const { size, padding = 'FF' } = file;
  if (given.length === 0 && size === undefined) {
    report({ path: where, problem: `expected one of ${SOURCES.join(', ')}, or size` });
  }
  const content = bytesOf(file, where, describe);
  const length = content.length / 2;
  if (length > Math.min(MAX_FILE, size ?? MAX_FILE)) {
    const problem = `expected at least the ${length} bytes of its content, and at most ${MAX_FILE}`;
    report({ path: [...where, 'size'], problem });
    return '';
  }
  const rest = (size ?? length) - length;
  if (rest === 0) return content;
  return padding === '8000'
    ? `${content}80${'00'.repeat(rest - 1)}`
    : content + padding.repeat(rest);
}

function bytesOf(file: RawTransparent, where: readonly string[], describe: Describe): string {
  if (file.content !== undefined) return file.content;
  if (file.text !== undefined) return toHex(new TextEncoder().encode(file.text));
  const key = file.message === undefined ? 'provisioning' : 'message';
  const description = file[key];
  return description === undefined ? '' : toHex(describe(description, key, [...where, key]));
}

const anyFile = ({ life_cycle, rule }: RawFile) => ({
  ...(life_cycle !== undefined && { lifeCycle: life_cycle }),
  // The schema takes one of the three only.
  ...(rule !== undefined && { rule: rule as RuleImage }),
});
