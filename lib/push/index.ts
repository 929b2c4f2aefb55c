export { isAuthentic, type Secrets } from './authentic.js';
export { PushError } from './error.js';
export { NETWORK_KEYS, type NetworkKey } from './keys.js';
export {
  needsNetwork,
  needsUser,
  type PushedMessage,
  pushedMessage,
  type Security,
} from './message.js';
export type { Method } from './methods.js';
