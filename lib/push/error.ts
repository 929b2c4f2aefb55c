import { DmbootError } from '../error.js';

/**
 * Why a push is no bootstrap message: `media-type` is that of something else, `security` names a method that there is not, or a MAC that is none.
 * Never holds a MAC.
 */
export class PushError extends DmbootError<'media-type' | 'security'> {
  readonly fault = 'message';
}
