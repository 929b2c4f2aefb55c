import { DmbootError } from '../error.js';
import { printable } from '../text.js';

/**
 * | code | meaning |
 * |---|---|
 * | `bad-fault` | what a fault is to be cannot be read |
 * | `bad-shard` | which share of the traces is to be played cannot be read |
 * | `bad-expectation` | the file that says what must come of a trace is none |
 */
export type ReplayErrorCode = 'bad-fault' | 'bad-shard' | 'bad-expectation';

export class ReplayError extends DmbootError<ReplayErrorCode> {
  readonly fault = 'operator';

  constructor(code: ReplayErrorCode, where: string, expected: string, found: string) {
    super(code, `${printable(where)}: expected ${expected}, came ${printable(found)}`);
  }
}
