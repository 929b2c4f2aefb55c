export { isElement, isTnds, tndsLabel, tndsOf } from './carriage.js';
export { MessageError } from './error.js';
export {
  type Command,
  type GroupCommand,
  type Item,
  type ItemCommand,
  type Message,
  type OtherCommand,
  readMessage,
} from './message.js';
export { readTnds, type TndsNode } from './tnds.js';
export { leafValue, moIdentifier } from './value.js';
