import { toHex } from '../../../../lib/bytes.js';
import type { CardFile } from '../../../../lib/transcript/index.js';
import { type Child, folded, h } from './html.js';
import { decoded } from './ladder.js';

/** Files that are shown. */
const MAX_FILES = 200;

/** The file system as far as it was read: each file below the directory that it is in. */
export function files(all: readonly CardFile[]): Child {
  if (all.length === 0) return h('p', {}, 'No file was selected or read.');
  const folders = new Map<string, CardFile[]>();
  for (const file of all.slice(0, MAX_FILES)) {
    const folder = file.key.slice(0, Math.max(0, file.key.lastIndexOf('/')));
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [
    ...[...folders].map(([folder, own]) => [
      h('h4', {}, folder === '3F00' ? 'MF 3F00' : h('code', {}, folder)),
      h('ul', {}, ...own.map((file) => h('li', {}, entry(file)))),
    ]),
    all.length > MAX_FILES
      ? h('p', { class: 'note' }, `${all.length - MAX_FILES} more files are not shown.`)
      : null,
  ];
}

function entry(file: CardFile): Child {
  const { name, info, content, label } = file;
  const parts = [readWords(file), ...(label === null ? [] : [`label "${label}"`])];
  const title = [h('strong', {}, name), `, ${parts.join(', ')}`];
  if (info === null && content === null) return title;
  return folded(
    title,
    info === null ? null : [h('p', { class: 'muted' }, 'As the card tells of it'), decoded(info)],
    content === null ? null : [h('p', { class: 'muted' }, 'Content'), decoded(content)],
    bytes(file),
  );
}

function readWords({ bytes, offset, records }: CardFile): string {
  if (bytes.length === 0) return 'not read';
  if (records !== null) return `${records.length} records read`;
  return `${bytes.length} bytes read${offset === 0 ? '' : ` from byte ${offset}`}`;
}

function bytes({ bytes, records, open }: CardFile): Child {
  if (bytes.length === 0) return null;
  if (!open)
    return h('p', { class: 'muted' }, 'Its bytes are not shown: such a file may hold secrets.');
  const lines = records ?? [{ number: 0, bytes }];
  return lines.map((line) =>
    h(
      'span',
      { class: 'bytes' },
      records === null ? toHex(line.bytes) : `${line.number}: ${toHex(line.bytes)}`,
    ),
  );
}
