import type { ExitCode } from '../exit.js';
import type { Options, Values } from '../options.js';

/** A word after the name of a command. Its name says what kind of thing it is, as that of an option's value does. */
export interface Word {
  readonly name: string;
  readonly help: string;
  readonly optional?: boolean;
  /** One or more of them; the last word only. */
  readonly multiple?: boolean;
}

/** What was given on the command line. */
export interface Given<O extends Options = Options> {
  readonly values: Values<O>;
  readonly words: readonly string[];
}

/** One command of `dmbootctl`, as `--help`, completions and manual pages know it. */
export interface Command {
  /** As it is called: one word or two. */
  readonly name: string;
  readonly words: readonly Word[];
  /** Half a sentence. */
  readonly summary: string;
  /** Whole sentences: what there is to know besides. */
  readonly more: string;
  readonly options: Options;
  /** Besides those of every command: 0, 64, 70, 74. */
  readonly exits: Partial<Record<ExitCode, string>>;
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** Nothing of a command is loaded before it is called. */
  load(): Promise<{ run(given: Given): Promise<ExitCode> }>;
}
