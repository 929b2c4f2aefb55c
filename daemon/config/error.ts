import { DmbootError } from '../../lib/error.js';
import { type Problem, problemLines } from '../../lib/settings/problem.js';

/** The configuration cannot be used. It names every problem, and never a value: one of them might be a PIN. */
export class ConfigError extends DmbootError<'config'> {
  readonly fault = 'operator';

  constructor(
    readonly file: string,
    readonly problems: readonly Problem[],
  ) {
    super('config', problemLines(file, problems));
  }
}
