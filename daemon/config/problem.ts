/** One thing that is wrong in a TOML file or a credential. `line` counts from 1; 0 where there is none. */
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
