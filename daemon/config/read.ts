import { errorText } from '../../lib/error.js';
import { readBounded } from '../file.js';
import { ConfigError } from './error.js';

const MAX_LENGTH = 1024 * 1024;

/** The text of a file of the configuration. @throws ConfigError where it cannot be read; `key` says what it was read for. */
export function readText(file: string, key: string): string {
  try {
    return readBounded(file, MAX_LENGTH).toString('utf8');
  } catch (error) {
    throw new ConfigError(file, [{ key, line: 0, problem: errorText(error) }]);
  }
}
