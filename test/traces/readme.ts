import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';
import { IMAGES } from './images.js';

export const README = join(ROOT, 'apdu-traces/README.md');
export const FOLDER = join(ROOT, 'apdu-traces');

const TRACES = '| trace | protocol | outcome | what it shows |\n|---|---|---|---|\n';
const CARDS = '| image | outcome | what it shows |\n|---|---|---|\n';

/** The page with tables of these traces, by their names without endings, and of all images, in place of those that it has. */
export const withTables = (page: string, names: readonly string[]): string =>
  withRows(withRows(page, TRACES, names.map(traceRow)), CARDS, imageRows());

function withRows(page: string, head: string, rows: readonly string[]): string {
  const at = page.indexOf(head);
  if (at === -1) throw new Error(`${README} has no table ${head}`);
  const rest = page.slice(at + head.length).replace(/^(\|.*\n)*/, '');
  return page.slice(0, at) + head + rows.join('') + rest;
}

function traceRow(name: string): string {
  const trace = readFileSync(join(FOLDER, `${name}.trace`), 'utf8');
  const [, about] = /^# (.*)/.exec(trace) ?? [];
  const [, protocol = ''] = /^protocol (.*)$/m.exec(trace) ?? [];
  return `| \`${name}\` | ${protocol} | ${outcomesOf(`${name}.json`)} | ${about} |\n`;
}

const imageRows = (): string[] =>
  IMAGES.map(
    ({ file, about }) => `| \`${file}\` | ${outcomesOf(`${file}.expect.json`)} | ${about} |\n`,
  );

function outcomesOf(expectation: string): string {
  const { cards } = JSON.parse(readFileSync(join(FOLDER, expectation), 'utf8'));
  return cards.map(({ outcome }: { outcome: string }) => `\`${outcome}\``).join(', ');
}
