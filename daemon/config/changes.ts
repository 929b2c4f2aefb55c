import { isDeepStrictEqual } from 'node:util';
import type { Config } from './schema.js';

/** What a running daemon can take; everything else waits for its next start. */
const AT_RUN_TIME =
  /^((smartcard|message|policy|factory|https|discovery|scws|push)\..*|log\.level)$/;

/** Whether a running daemon takes a change of this key, such as `smartcard.deny`. */
export const takenAtRunTime = (key: string): boolean => AT_RUN_TIME.test(key);

export interface ConfigChanges {
  /** Keys that differ and can be taken at once, such as `smartcard.deny`. */
  readonly now: readonly string[];
  /** Keys that differ and are taken at the next start. */
  readonly later: readonly string[];
}

/** In what two configurations differ: names of keys, and never a value. */
export function changesBetween(before: Config, after: Config): ConfigChanges {
  const old = new Map(entriesOf(before));
  const next = new Map(entriesOf(after));
  // A key without a default is not in a configuration that leaves it out.
  const keys = [...new Set([...next.keys(), ...old.keys()])].filter(
    (key) => !isDeepStrictEqual(next.get(key), old.get(key)),
  );
  return {
    now: keys.filter(takenAtRunTime),
    later: keys.filter((key) => !takenAtRunTime(key)),
  };
}

/** Each key of each table with its value; a list of tables is one key. */
const entriesOf = (config: Config): (readonly [string, unknown])[] =>
  Object.entries(config).flatMap(([table, values]): (readonly [string, unknown])[] =>
    Array.isArray(values)
      ? [[table, values]]
      : Object.entries(values).map(([key, value]) => [`${table}.${key}`, value]),
  );
