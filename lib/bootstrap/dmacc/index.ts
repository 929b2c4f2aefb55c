import { copyOf, type ScratchNode } from '../scratch.js';
import { orderGroups } from './groups.js';
import type { Tell } from './interior.js';
import { liftOldLeaves } from './old-leaves.js';
import { prune } from './prune.js';
import { settleValues } from './values.js';

export { checkDmAcc, type DmAcc, serverIdOf } from './check.js';

/**
 * An account, whoever wrote it, in the shape of the DMAcc of DM 1.2 (OMA-TS-DM_StdObj-V1_2_1): that of DM 1.1, and what servers in the field make
 * of either. `warn` is told what was not as it should be, `leaveOut` what an account does not have.
 */
export function toDmAcc(node: ScratchNode, warn: Tell, leaveOut: Tell): ScratchNode {
  const account = copyOf(node);
  liftOldLeaves(account, warn);
  orderGroups(account, warn);
  prune(account, leaveOut);
  settleValues(account, warn);
  return account;
}
