import * as v from 'valibot';
import { printable } from '../../lib/text.js';
import { ConfigError } from './error.js';
import { readText } from './read.js';
import { type Config, schema } from './schema.js';
import { readToml } from './toml.js';
import { PIN_KEY } from './values.js';

/** What an empty file means. */
export const defaultConfig = (): Config => v.parse(schema, {});

/**
 * Reads a TOML text.
 *
 * @throws ConfigError with every problem: the key, its line, what was expected.
 */
export function parseConfig(text: string, file: string): Config {
  const read = readToml(text, schema, nameOf);
  if ('problems' in read) throw new ConfigError(file, read.problems);
  return read.output;
}

/** The key, without what may be a PIN: who swaps key and value has written one where the ICCID belongs, perhaps in the wrong table. */
function nameOf(path: readonly string[]): string {
  const inPins = path[0] === 'smartcard' && path[1] === 'pin';
  const shown = path.map((part, at) => {
    if (PIN_KEY.test(part)) return part;
    return inPins && at > 1 ? '…' : part.replace(/[0-9]{4,}/g, '…');
  });
  return printable(shown.join('.'));
}

/** @throws ConfigError where the file cannot be read, too. */
export function loadConfig(file: string): Config {
  return parseConfig(readText(file, 'file'), file);
}
