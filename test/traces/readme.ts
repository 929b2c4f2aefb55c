import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';

export const README = join(ROOT, 'apdu-traces/README.md');
export const FOLDER = join(ROOT, 'apdu-traces');

const HEAD = '| trace | protocol | outcome | what it shows |\n|---|---|---|---|\n';

/** The page with a table of these traces in place of the one that it has; by their names, without endings. */
export function withTable(page: string, names: readonly string[]): string {
  const at = page.indexOf(HEAD);
  if (at === -1) throw new Error(`${README} has no table of traces`);
  const rest = page.slice(at + HEAD.length).replace(/^(\|.*\n)*/, '');
  return page.slice(0, at) + HEAD + names.map(rowOf).join('') + rest;
}

function rowOf(name: string): string {
  const trace = readFileSync(join(FOLDER, `${name}.trace`), 'utf8');
  const { cards } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
  const [, about] = /^# (.*)/.exec(trace) ?? [];
  const [, protocol = ''] = /^protocol (.*)$/m.exec(trace) ?? [];
  const outcomes = cards.map(({ outcome }: { outcome: string }) => `\`${outcome}\``).join(', ');
  return `| \`${name}\` | ${protocol} | ${outcomes} | ${about} |\n`;
}
