import type { Word } from '../../daemon/ctl/command.js';
import type { Option, Options } from '../../daemon/options.js';
import { bold, italic } from './roff.js';

/** The value of an option in roff: a placeholder, or the words that may stand there. */
const value = ({ value, choices }: Option): string =>
  choices === undefined ? italic(value ?? '') : choices.map(bold).join('|');

/** One option in a synopsis, in brackets if it may be left out. */
function shownOption(name: string, option: Option): string {
  const flag = bold(`--${name}`) + (option.type === 'boolean' ? '' : ` ${value(option)}`);
  return (option.required ? flag : `[${flag}]`) + (option.multiple ? '...' : '');
}

const shownWord = ({ name, optional }: Word): string =>
  optional ? `[${italic(name)}]` : italic(name);

/** How a program or a command is called: what must be given stands first. */
export function synopsis(call: string, options: Options, words: readonly Word[]): string {
  const all = Object.entries(options);
  const sorted = [
    ...all.filter(([, { required }]) => required),
    ...all.filter(([, { required }]) => !required),
  ];
  return [
    bold(call),
    ...sorted.map(([name, option]) => shownOption(name, option)),
    ...words.map(shownWord),
  ].join(' ');
}

/** An option as the head of its description. */
export function head(name: string, option: Option): string {
  const flags = [...(option.short ? [`-${option.short}`] : []), `--${name}`].map(bold).join(', ');
  return option.type === 'boolean' ? flags : `${flags} ${italic(option.value ?? '')}`;
}

/** What an option is for. The words that it takes stay as they are typed. */
export function purpose({ help, choices, multiple }: Option): string {
  const text = choices?.some((word) => help.startsWith(word)) ? `${help}.` : sentence(help);
  return multiple ? `${text} It may be given more than once.` : text;
}

/** Half a sentence as a whole one. */
export const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
