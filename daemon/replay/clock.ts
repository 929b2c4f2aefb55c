import { PATIENCE } from '../../lib/reader/connect.js';
import type { Time } from '../../lib/trace/index.js';

/** The longest that a timer waits, in milliseconds, nearly 25 days: one that is to wait longer ends at once. */
const MAX_TIMER = 2 ** 31 - 1;

/** How time passes while cards are played. */
export interface Clock {
  /** What the times of a trace are kept by; null where none passes. */
  readonly time: Time | null;
  /** Milliseconds for which another program is waited for, as a visit has it. */
  readonly patience: number;
}

/** At full speed no time passes. */
export const NO_TIME: Clock = { time: null, patience: 0 };

export const REAL_TIME: Clock = {
  time: {
    now: () => performance.now(),
    wait: async (milliseconds) => {
      for (let left = milliseconds; left > 0; left -= MAX_TIMER) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(left, MAX_TIMER)));
      }
    },
  },
  patience: PATIENCE,
};
