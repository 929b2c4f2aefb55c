import { printable } from '../../../lib/text.js';
import { wrapped } from '../../columns.js';
import { accountLines } from '../../print.js';
import type { Explanation } from './explain.js';
import { treeLines } from './print-tree.js';

const KINDS = { dm: 'DM message', cp: 'Client Provisioning document' } as const;
const SIGNS = { 'account-added': '+', 'account-changed': '~', 'account-removed': '-' } as const;
const VERDICTS = {
  applied: 'it would be applied',
  unchanged: 'it is in force already: nothing would change',
  malformed: 'it would be refused as malformed',
  rejected: 'it would be rejected',
} as const;

/** What applying a document would do, in words. */
export function explanationLines(explanation: Explanation): string[] {
  const { report, accounts, dangling, nodes } = explanation;
  return [
    ...summary(explanation),
    ...section('Accounts', accounts.flatMap(accountChange)),
    ...section('Where its objects would stand', objects(explanation).flatMap(item)),
    ...section('Commands that would not be done', undone(report)),
    ...section('Left out', (report?.ignored ?? []).flatMap(item)),
    ...section('Without a place in the tree', unmapped(report).flatMap(item)),
    ...section('Warnings', (report?.warnings ?? []).flatMap(item)),
    ...section('References that would lead nowhere', dangling.flatMap(item)),
    ...section('The tree', treeLines(nodes)),
  ];
}

function summary({
  nodes,
  kind,
  length,
  report,
  origin,
  outcome,
  detail,
  replaces,
}: Explanation): string[] {
  const version = report && (report.version === 'XML' ? 'in XML' : `in WBXML ${report.version}`);
  const source = report?.profile === 'dm' ? `of ${report.source}` : null;
  const name = kind === null ? 'Document' : KINDS[kind];
  const what = [name, source, version].filter((part) => part !== null).join(' ');
  const verdict = `From ${origin.kind} ${origin.id}, ${VERDICTS[outcome]}`;
  return [
    ...prose(`${what}, ${length} bytes.`),
    ...prose(detail === null ? `${verdict}.` : `${verdict}: ${detail}`),
    ...replaces.flatMap(({ kind, length, sha256 }) =>
      prose(`It would take the place of a ${KINDS[kind]} of ${length} bytes, SHA-256 ${sha256}.`),
    ),
    ...(outcome === 'applied' && nodes.length === 0 ? ['The tree would look as it does now.'] : []),
  ];
}

/** Where the objects would stand; of the same document again that is known. */
function objects({ outcome, report, renamed }: Explanation): string[] {
  if (report === null || outcome !== 'applied') return [];
  const places = new Map(renamed.map(({ identity, uri }) => [identity, uri]));
  return report.placements.map(({ from, uri, identity }) => {
    const place = places.get(identity);
    return `${from} to ${place === undefined ? uri : `${place}, not ${uri}`}`;
  });
}

const prose = (text: string): string[] => wrapped(printable(text), '', '  ');

const item = (text: string): string[] => wrapped(printable(text), '  ', '    ');

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines];

const accountChange = ({ change, account }: Explanation['accounts'][number]): string[] =>
  accountLines(account).map((line, at) => `${at === 0 ? SIGNS[change] : ' '} ${line}`);

function undone(report: Explanation['report']): string[] {
  if (report?.profile !== 'dm') return [];
  return report.commands
    .filter(({ code }) => code !== 200)
    .flatMap(({ code, name, target, note }) =>
      item([code ?? '---', name, target, note && `(${note})`].filter(Boolean).join(' ')),
    );
}

const unmapped = (report: Explanation['report']): readonly string[] =>
  report?.profile === 'cp' ? report.unmapped : [];
