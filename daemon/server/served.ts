import type { Store } from '../../lib/tree/index.js';
import type { Happening } from '../events/happening.js';
import type { History } from '../events/history.js';
import type { Log } from '../log.js';
import type { Sources } from '../sources/sources.js';
import type { Supervisor } from '../supervisor.js';
import type { Counters } from './counters.js';

/** What the sockets reach of a daemon. */
export interface Served {
  readonly supervisor: Supervisor;
  readonly sources: Sources;
  readonly store: Store;
  readonly history: History;
  readonly counters: Counters;
  readonly log: Log;
  tell(happening: Happening): void;
  /** The state folder. */
  readonly state: string;
  /** What the clock said then (ISO 8601). */
  readonly startedAt: string;
}
