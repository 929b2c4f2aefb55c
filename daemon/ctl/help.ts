import { columns, wrapped } from '../columns.js';
import { describe } from '../options.js';
import type { Command, Word } from './command.js';
import { COMMANDS } from './table.js';

const shown = ({ name, optional, multiple }: Word): string => {
  const one = optional === true ? `[${name}]` : name;
  return multiple === true ? `${one}…` : one;
};

const required = ({ options }: Command): string[] =>
  Object.entries(options)
    .filter(([, option]) => option.required)
    .map(([name, { value, choices }]) => `--${name} ${choices?.join('|') ?? value}`);

/** How a command is called, but for what may be left out. */
const call = (command: Command): string =>
  [command.name, ...required(command), ...command.words.map(shown)].join(' ');

const text = (...sections: readonly (readonly string[])[]): string =>
  `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;

const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines];

/** What `dmbootctl --help` prints. */
export const usage = (): string =>
  text(
    ['Usage: dmbootctl COMMAND [OPTION]…'],
    columns(COMMANDS.map((command) => [call(command), command.summary])),
    ["'dmbootctl COMMAND --help' has the options of one."],
  );

/** What `dmbootctl COMMAND --help` prints. */
export function help(command: Command): string {
  const { summary, more, words, options, exits, examples } = command;
  return text(
    [`Usage: dmbootctl ${call(command)} [OPTION]…`],
    [...wrapped(summary), ...wrapped(more)],
    columns(words.map((word) => [word.name, word.help])),
    describe({ ...options, help: { type: 'boolean', short: 'h', help: 'print this' } }),
    titled('Exit status, besides 0 and 64 (sysexits.h):', columns(Object.entries(exits))),
    titled('Examples:', columns(examples.map(({ line, does }) => [line, does]))),
  );
}
