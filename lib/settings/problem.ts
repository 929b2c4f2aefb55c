/** One thing that is wrong in a file of settings or a credential. `line` counts from 1; 0 where there is none. */
export interface Problem {
  readonly key: string;
  readonly line: number;
  readonly problem: string;
}

/** A line for each problem. */
export const problemLines = (file: string, problems: readonly Problem[]): string =>
  problems
    .map(({ key, line, problem }) => `${file}${line > 0 ? `:${line}` : ''}: ${key}: ${problem}`)
    .join('\n');

/** A text is no TOML, or no JSON: where, from 1, and why, in words that repeat nothing of it. */
export class SettingsSyntaxError extends Error {
  constructor(
    readonly line: number,
    readonly column: number,
    readonly problem: string,
  ) {
    super(problem);
  }

  get asProblem(): Problem {
    const { line, column, problem } = this;
    return { key: 'syntax', line, problem: `column ${column}: ${problem}` };
  }
}
