import { PATIENCE } from '../../lib/reader/connect.js';

/** How time passes while traces are played. */
export interface Clock {
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Milliseconds for which another program is waited for, as a visit has it. */
  readonly patience: number;
}

/** At full speed no time passes. */
export const NO_TIME: Clock = { wait: async () => undefined, patience: 0 };

export const REAL_TIME: Clock = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  patience: PATIENCE,
};
