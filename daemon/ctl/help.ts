import { describe } from '../options.js';
import type { Command, Word } from './command.js';
import { COMMANDS } from './table.js';

const shown = ({ name, optional }: Word): string => (optional === true ? `[${name}]` : name);

const nameAndWords = ({ name, words }: Command): string => [name, ...words.map(shown)].join(' ');

const rows = (pairs: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
};

/** What `dmbootctl --help` prints. */
export const usage = (): string =>
  [
    'Usage: dmbootctl COMMAND [OPTION]…\n',
    rows(COMMANDS.map((command) => [nameAndWords(command), command.summary])),
    "'dmbootctl COMMAND --help' has the options of one.\n",
  ].join('\n');

/** What `dmbootctl COMMAND --help` prints. */
export function help(command: Command): string {
  const { summary, more, words, options, exits, examples } = command;
  const sections = [
    `Usage: dmbootctl ${nameAndWords(command)} [OPTION]…\n`,
    `${summary}\n${more}\n`,
    words.length > 0 ? rows(words.map(({ name, help }) => [name, help])) : '',
    `${describe({ ...options, help: { type: 'boolean', short: 'h', help: 'print this' } })}\n`,
    Object.keys(exits).length > 0 ? `Exit status:\n${rows(Object.entries(exits))}` : '',
    `Examples:\n${examples.map(({ line, does }) => `  ${line}\n    ${does}\n`).join('')}`,
  ];
  return sections.filter((section) => section !== '').join('\n');
}
