import type { Outcome } from '../outcome.js';

/**
 * | result | meaning |
 * |---|---|
 * | `passed` | all is as it should be |
 * | `failed` | something is not |
 * | `malformed` | the trace, its configuration or its expectation cannot be read |
 */
export type Result = 'passed' | 'failed' | 'malformed';

/** What came of one replay of one trace. Stable: it is what `--json` prints. There is no secret in it. */
export interface Verdict {
  /** As its path was found. */
  readonly trace: string;
  /** The faults, as they can be given again; null without one. */
  readonly fault: string | null;
  readonly result: Result;
  /** Why it did not pass, a line each. */
  readonly problems: readonly string[];
  /** What is worth knowing besides. */
  readonly notes: readonly string[];
  /** Of each visit, in order. With a fault, of the run that had it. */
  readonly outcomes: readonly Outcome[];
  readonly commands: number;
  readonly milliseconds: number;
}
