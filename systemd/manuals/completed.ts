import type { Option } from '../../daemon/options.js';
import type { Completed, Program } from './programs.js';

/** What completes a value: one of some words, files, folders, what a daemon knows, or nothing. */
export type Completer = { readonly words: readonly string[] } | 'files' | 'folders' | Asked | null;

/** What a running daemon is asked for. */
export type Asked = keyof typeof ASKED;

/** For each of them the command that tells it, and the key of its JSON where it stands. */
export const ASKED = {
  readers: { command: 'readers', key: 'reader' },
  origins: { command: 'origins', key: 'id' },
} as const;

/** The JSON text of a name, if nothing in it is escaped. A shell has no parser for more; what it passes over is typed by hand. */
export const NAME = '"[^"\\]*"';

/** What completes a thing of each kind that words and values are of. */
export const BY_KIND: Readonly<Record<string, Completer>> = {
  FILE: 'files',
  DIR: 'folders',
  READER: 'readers',
  ORIGIN: 'origins',
  IDENTITY: 'origins',
  ADDRESS: null,
  DOMAIN: null,
  FAULT: null,
  FAULTS: null,
  'I/N': null,
  INTERFACE: null,
  PATH: 'files',
  ID: null,
  SENDER: null,
  'KIND:ID': null,
  NUMBER: null,
  PORT: null,
  TIME: null,
  URI: null,
};

/** What completes a word, or the value of an option, of this kind. */
export const completerOf = (kind: string | undefined, choices?: readonly string[]): Completer =>
  choices ? { words: choices } : (BY_KIND[kind ?? ''] ?? null);

/** What a daemon is asked for by the completion of a program. */
export function askedBy({ commands }: Program): Asked[] {
  const completers = commands.flatMap(({ words, options }) => [
    ...words.map(({ name }) => completerOf(name)),
    ...Object.values(options).map(({ value, choices }) => completerOf(value, choices)),
  ]);
  return (Object.keys(ASKED) as Asked[]).filter((asked) => completers.includes(asked));
}

export interface Flagged {
  readonly option: Option;
  /** As they are typed, the long one first. */
  readonly flags: readonly string[];
}

export const flagged = ({ options }: Completed): Flagged[] =>
  Object.entries(options).map(([name, option]) => ({
    option,
    flags: [`--${name}`, ...(option.short === undefined ? [] : [`-${option.short}`])],
  }));

/** What may stand first, each with the words that may follow it, and a description. */
export interface First {
  readonly word: string;
  readonly describes: string;
  readonly seconds: readonly { readonly word: string; readonly describes: string }[];
}

export function firstsOf({ commands }: Program): First[] {
  const firsts = new Map<string, { describes: string; seconds: First['seconds'] }>();
  for (const { name, summary } of commands.filter((command) => command.name !== '')) {
    const [first, second] = name.split(' ') as [string, string?];
    const { describes = '', seconds = [] } = firsts.get(first) ?? {};
    firsts.set(
      first,
      second === undefined
        ? { describes: plain(summary), seconds }
        : { describes, seconds: [...seconds, { word: second, describes: plain(summary) }] },
    );
  }
  return [...firsts].map(([word, { describes, seconds }]) => ({
    word,
    describes: describes || seconds.map((second) => second.word).join(', '),
    seconds,
  }));
}

/** Help as a line without marks. */
export const plain = (help: string): string => help.replaceAll('`', '');
