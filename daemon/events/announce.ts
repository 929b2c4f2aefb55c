import type { Changes } from '../../lib/tree/index.js';
import type { Log, LogFields } from '../log.js';
import type { Happening } from './happening.js';

/** Who hears of what becomes of the tree. */
export interface Told {
  readonly log: Log;
  tell(happening: Happening): void;
}

/** Tells what a change of the tree did to what users see. `about` is what lines in the log are about. */
export function announce(
  { changes, dangling }: Changes,
  { log, tell }: Told,
  about: LogFields = {},
): void {
  for (const { change, account } of changes) tell({ event: change, account });
  for (const uri of dangling) log.warn(`the reference at ${uri} leads nowhere now`, about);
}
