import type { Outcome } from '../outcome.js';
import type { Expectation } from './expectation.js';

/**
 * | result | meaning |
 * |---|---|
 * | `passed` | all is as it should be |
 * | `failed` | something is not |
 * | `malformed` | the trace or image, its configuration or its expectation cannot be read |
 */
export type Result = 'passed' | 'failed' | 'malformed';

/** What came of one replay of one trace or image. Stable: it is what `--json` prints. There is no secret in it. */
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
  /** What came, in the form of an expectation, where that is not what was expected; null elsewhere. */
  readonly found: Expectation | null;
  readonly milliseconds: number;
}
