import { DmbootError, type Fault } from '../error.js';

/**
 * What can be wrong with a state folder.
 * `absent`: nobody ever made one there. `in-use`: another process owns it. `wrong-kind`: it is of traces where readers were meant, or the other way round.
 * `newer`: a later release made it. `unwritable`: disk full, read-only, no permission; nothing changed. `damaged`: what was read makes no sense.
 * `internal`: a bug of ours.
 */
export type StoreErrorCode =
  | 'absent'
  | 'in-use'
  | 'wrong-kind'
  | 'newer'
  | 'unwritable'
  | 'damaged'
  | 'internal';

export class StoreError extends DmbootError<StoreErrorCode> {
  get fault(): Fault {
    return this.code === 'internal' ? 'us' : 'operator';
  }
}

/**
 * What can be wrong with a change that was asked for; nothing of it was done.
 * `bad-uri`: not a URI of the tree. `bad-node`: no sound node or object. `bad-acl`: an ACL that cannot be read. `bound`: a bound of this room is hit.
 * `full`: no room for another write. `not-found`, `no-parent`, `parent-is-leaf`, `permanent`: the tree is not such that this could be done.
 * `format`: the value does not fit the format, or the format the node. `denied`: who asked has no right to it. `access-type`: nobody may do this to the node.
 * `misuse`: what the caller may not ask for: an object twice in one layer, the `local` layer as a whole, a PIN that was refused.
 */
export type TreeErrorCode =
  | 'bad-uri'
  | 'bad-node'
  | 'bad-acl'
  | 'bound'
  | 'full'
  | 'not-found'
  | 'no-parent'
  | 'parent-is-leaf'
  | 'permanent'
  | 'format'
  | 'denied'
  | 'access-type'
  | 'misuse';

export class TreeError extends DmbootError<TreeErrorCode> {
  get fault(): Fault {
    return this.code === 'misuse' ? 'us' : 'message';
  }
}
