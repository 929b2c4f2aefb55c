import { isDeepStrictEqual } from 'node:util';
import type { Config } from './schema.js';

/** What a running daemon can take; everything else waits for its next start. */
const AT_RUN_TIME = /^(smartcard\..*|log\.level)$/;

export interface ConfigChanges {
  /** Keys that differ and can be taken at once, such as `smartcard.deny`. */
  readonly now: readonly string[];
  /** Keys that differ and are taken at the next start. */
  readonly later: readonly string[];
}

/** In what two configurations differ: names of keys, and never a value. */
export function changesBetween(before: Config, after: Config): ConfigChanges {
  const keys = Object.entries(after).flatMap(([table, values]) => {
    const old: Readonly<Record<string, unknown>> = before[table as keyof Config];
    return Object.entries(values)
      .filter(([key, value]) => !isDeepStrictEqual(value, old[key]))
      .map(([key]) => `${table}.${key}`);
  });
  return {
    now: keys.filter((key) => AT_RUN_TIME.test(key)),
    later: keys.filter((key) => !AT_RUN_TIME.test(key)),
  };
}
