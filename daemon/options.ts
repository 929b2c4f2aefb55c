import { type ParseArgsConfig, parseArgs } from 'node:util';
import { errorText } from '../lib/error.js';
import { columns } from './columns.js';
import { EXIT, Exit } from './exit.js';

export const DEFAULTS = {
  config: '/etc/dmbootd/dmbootd.toml',
  state: '/var/lib/dmbootd',
  runtime: '/run/dmbootd',
} as const;

/** Where the sockets of the daemon are that owns a state folder, unless it was told otherwise: in that folder, if it is not the default one. */
export const runtimeOf = (state: string | undefined): string =>
  state === undefined || state === DEFAULTS.state ? DEFAULTS.runtime : state;

/** One option of a command line, with what `--help` says of it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** The name of the value in `--help`: what kind of thing it is. */
  readonly value?: string;
  /** The only words that are taken. */
  readonly choices?: readonly string[];
  /** It must be given. */
  readonly required?: boolean;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

/** What was given for a table of options. */
export type Values<O extends Options> = { readonly [Name in keyof O]?: Value<O[Name]> };

type Value<O extends Option> = O extends { readonly type: 'boolean' }
  ? boolean
  : O extends { readonly choices: readonly (infer Word)[] }
    ? Word
    : O extends { readonly multiple: true }
      ? string[]
      : string;

/**
 * Reads a command line against a table of options.
 *
 * @throws Exit (64) naming the word that is not understood.
 */
export function parse<const T extends Options & NonNullable<ParseArgsConfig['options']>>(
  options: T,
  args: readonly string[],
): { readonly values: Values<T>; readonly positionals: readonly string[] } {
  const parsed = attempt(() =>
    parseArgs({ args: [...args], options, allowPositionals: true, strict: true }),
  );
  const given: Readonly<Record<string, unknown>> = parsed.values;
  for (const [name, { choices, required, value }] of Object.entries<Option>(options)) {
    if (given[name] === undefined) {
      if (required) throw new Exit(EXIT.usage, `expected --${name} ${value}`);
    } else if (choices?.includes(String(given[name])) === false) {
      throw new Exit(EXIT.usage, `--${name}: expected one of ${choices.join(', ')}`);
    }
  }
  return { values: parsed.values as Values<T>, positionals: parsed.positionals };
}

function attempt<T>(parsing: () => T): T {
  try {
    return parsing();
  } catch (error) {
    throw new Exit(EXIT.usage, errorText(error).replace(/\. To specify a positional.*$/s, ''));
  }
}

/** The lines of `--help` that describe a table of options. */
export const describe = (options: Options): string[] =>
  columns(
    Object.entries(options).map(([name, { value, help, short, multiple }]) => {
      const flag = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
      return [flag + (multiple ? ' …' : ''), help] as const;
    }),
  );
