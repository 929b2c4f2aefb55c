import type { ExitCode } from '../exit.js';
import type { Options } from '../options.js';

/** One command of `dmbootctl`. Adding one adds a file and a line to the table in `dmbootctl.ts`. */
export interface Command {
  /** The words after the name, e.g. `[URI]`. */
  readonly words: string;
  readonly summary: string;
  readonly options: Options;
  run(args: readonly string[]): Promise<ExitCode>;
}
