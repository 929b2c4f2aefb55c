import {
  ASKED,
  askedBy,
  type Completer,
  completerOf,
  firstsOf,
  flagged,
  NAME,
  plain,
} from './completed.js';
import type { Completed, Program } from './programs.js';

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** A completion for fish 3. */
export function fishCompletion(program: Program): string {
  const { name, commands } = program;
  const firsts = firstsOf(program);
  const rule = (...parts: readonly string[]): string =>
    ['complete', '-c', name, ...parts.filter((part) => part !== '')].join(' ');
  const begins = (words: string): string => {
    if (firsts.length === 0) return '';
    const longer = commands.filter((command) => command.name.startsWith(`${words} `));
    const others = longer.map((command) => `; and not __${name}_is ${command.name}`);
    return `-n ${quoted(`__${name}_is ${words}${others.join('')}`)}`;
  };
  const next = (words: string, word: string, describes: string): string => {
    const condition = `-n ${quoted(`__${name}_next ${words}`.trimEnd())}`;
    return rule(condition, `-a ${quoted(word)}`, `-d ${quoted(plain(describes))}`);
  };
  const lines = [
    rule('-f'),
    ...firsts.flatMap((first) => [
      next('', first.word, first.describes),
      ...first.seconds.map(({ word, describes }) => next(first.word, word, describes)),
    ]),
    ...commands.flatMap((command) => [
      ...flagged(command).map(({ flags, option: { type, value, choices, help } }) => {
        const [long, short] = flags as [string, string?];
        return rule(
          begins(command.name),
          `-l ${long.slice(2)}`,
          short === undefined ? '' : `-s ${short.slice(1)}`,
          type === 'boolean' ? '' : optionValue(name, completerOf(value, choices)),
          `-d ${quoted(plain(help))}`,
        );
      }),
      ...wordRules(name, command).map((words) => rule(begins(command.name), words)),
    ]),
  ];
  return `# Completions of ${name} for fish.\n${functions(program)}\n${lines.join('\n')}\n`;
}

const functions = (program: Program): string =>
  (firstsOf(program).length > 0 ? conditions(program.name) : '') +
  (askedBy(program).length > 0 ? asking(program.name) : '');

const conditions = (name: string): string => `
# Whether the words so far begin with these.
function __${name}_is
    set -l words (commandline -opc)
    set -e words[1]
    set -l length (count $argv)
    test "$words[1..$length]" = "$argv"
end

# Whether the words so far are these, so that what names a command comes next.
function __${name}_next
    set -l words (commandline -opc)
    set -e words[1]
    test "$words" = "$argv"
end
`;

const asking = (name: string): string => `
# What the daemon knows; nothing where there is none.
function __${name}_asked
    command ${name} $argv[1] --json 2>/dev/null </dev/null | command grep -o '"'$argv[2]${quoted(`":${NAME}`)} | command cut -d '"' -f 4 | command sort -u
end
`;

function optionValue(name: string, completer: Completer): string {
  if (completer === null) return '-x';
  return completer === 'files' ? '-r -F' : `-x -a ${quoted(values(name, completer))}`;
}

/** Each kind of word that a command takes, once: fish does not count words. */
function wordRules(name: string, { words }: Completed): string[] {
  const rules = words.map((word) => completerOf(word.name)).filter((one) => one !== null);
  return [
    ...new Set(rules.map((one) => (one === 'files' ? '-F' : `-a ${quoted(values(name, one))}`))),
  ];
}

function values(name: string, completer: Exclude<Completer, null | 'files'>): string {
  if (completer === 'folders') return '(__fish_complete_directories)';
  if (typeof completer === 'object') return completer.words.join(' ');
  const { command, key } = ASKED[completer];
  return `(__${name}_asked ${command} ${key})`;
}
