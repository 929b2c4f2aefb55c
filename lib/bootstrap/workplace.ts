import type { Notes } from './report.js';
import type { Scratch } from './scratch.js';
import type { Secrets } from './secrets.js';

/** What the items of a message work on. */
export interface Workplace {
  readonly scratch: Scratch;
  /** Gets those of a TNDS, whatever becomes of it. */
  readonly secrets: Secrets;
  readonly notes: Notes;
}
