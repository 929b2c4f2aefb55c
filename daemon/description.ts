import { DmbootError } from '../lib/error.js';
import { type Problem, problemLines } from '../lib/settings/problem.js';
import { readToml } from '../lib/settings/toml.js';
import { type Description, descriptionFor, KEYS, type Profile } from '../lib/writer/index.js';

/** A description of accounts cannot be used. It names every problem, and never a value. */
export class DescriptionError extends DmbootError<'description'> {
  readonly fault = 'operator';

  constructor(
    readonly file: string,
    readonly problems: readonly Problem[],
  ) {
    super('description', problemLines(file, problems));
  }
}

/**
 * Reads the TOML text of a description (docs/message.md).
 *
 * @throws DescriptionError with every problem: the key, its line, what was expected.
 */
export function parseDescription(text: string, file: string, profile: Profile): Description {
  const read = readToml(text, descriptionFor(profile), shownKey);
  if ('problems' in read) throw new DescriptionError(file, read.problems);
  return read.output;
}

/** The key, without what may be a secret: who leaves out the name of a key, or swaps it with the value, has written one in its place. */
export const shownKey = (path: readonly string[]): string =>
  path.map((part) => (KEYS.has(part) || /^\d{1,3}$/.test(part) ? part : '…')).join('.');
