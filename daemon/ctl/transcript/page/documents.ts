import type { Explanation } from '../../explain/explain.js';
import type { CardDocument } from '../documents.js';
import { type Child, h, pairs, table } from './html.js';

const KINDS = { dm: 'DM message', cp: 'Client Provisioning document' } as const;
/** Rows of a list that are shown. */
const MAX_ROWS = 300;

/** What the documents of a stay say, masked. */
export function documents(all: readonly CardDocument[]): Child {
  if (all.length === 0) return h('p', {}, 'No message was read.');
  return all.map(({ file, explanation }) => [
    h('h4', {}, `In ${file.name}`),
    explanation === null ? h('p', {}, 'Nothing: the file is all FF.') : document(explanation),
  ]);
}

function document({ kind, length, sha256, report, outcome, detail }: Explanation): Child {
  const version =
    report === null ? null : report.version === 'XML' ? 'XML' : `WBXML ${report.version}`;
  return [
    pairs([
      ['What it is', kind === null ? 'not to be decoded' : KINDS[kind]],
      ...(version === null ? [] : [['Encoding', version] as const]),
      ...(report?.profile === 'dm'
        ? [['Protocol', report.verProto] as const, ['Server', report.source] as const]
        : []),
      ['Length', `${length} bytes`],
      ['SHA-256', h('code', {}, sha256)],
      ['By itself', detail === null ? outcome : `${outcome}: ${detail}`],
    ]),
    report === null ? null : lists(report),
  ];
}

function lists(report: NonNullable<Explanation['report']>): Child {
  const commands = report.profile === 'dm' ? report.commands : [];
  return [
    commands.length === 0
      ? null
      : table(
          'Commands, in the order of the message',
          ['Command', 'Target', 'Status', 'Note'],
          bounded(commands).map(({ name, target, code, note }) => [
            name,
            target ?? '',
            h('span', { class: code === 200 ? 'good' : 'bad' }, code ?? 'none'),
            note ?? '',
          ]),
        ),
    report.placements.length === 0
      ? null
      : table(
          'Objects, and where they stand in the tree',
          ['Object', 'In the message', 'In the tree'],
          bounded(report.placements).map(({ kind, from, uri }) => [kind, from, uri]),
        ),
    list('Left out', report.ignored),
    list('Without a place in the tree', report.profile === 'cp' ? report.unmapped : []),
  ];
}

const bounded = <T>(rows: readonly T[]): readonly T[] => rows.slice(0, MAX_ROWS);

export const list = (title: string, lines: readonly string[]): Child =>
  lines.length === 0
    ? null
    : [
        h('p', { class: 'muted' }, title),
        h('ul', {}, ...bounded(lines).map((line) => h('li', {}, line))),
      ];
