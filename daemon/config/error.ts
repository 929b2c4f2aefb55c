import { DmbootError } from '../../lib/error.js';

/** One thing that is wrong in a configuration file or a credential. `line` counts from 1; 0 where there is none. */
export interface ConfigProblem {
  readonly key: string;
  readonly line: number;
  readonly problem: string;
}

/** The configuration cannot be used. It names every problem, and never a value: one of them might be a PIN. */
export class ConfigError extends DmbootError<'config'> {
  readonly fault = 'operator';

  constructor(
    readonly file: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    const lines = problems.map(
      ({ key, line, problem }) => `${file}${line > 0 ? `:${line}` : ''}: ${key}: ${problem}`,
    );
    super('config', lines.join('\n'));
  }
}
