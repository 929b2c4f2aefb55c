import { DmbootError } from '../../lib/error.js';
import { printable } from '../../lib/text.js';
import { type Description, descriptionFor, type Profile } from '../../lib/writer/index.js';
import { type Problem, problemLines } from '../config/problem.js';
import { readToml } from '../config/toml.js';

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
  const read = readToml(text, descriptionFor(profile), nameOf);
  if ('problems' in read) throw new DescriptionError(file, read.problems);
  return read.output;
}

/** Tables of secrets: who swaps key and value has written one where the key belongs. */
const SECRETIVE = /credentials$|^auth$/;
const KEYS: ReadonlySet<string> = new Set(['type', 'name', 'secret', 'data']);

function nameOf(path: readonly string[]): string {
  const table = path.findIndex((part) => SECRETIVE.test(part));
  const shown = path.map((part, at) => (table < 0 || at <= table || KEYS.has(part) ? part : '…'));
  return printable(shown.join('.'));
}
