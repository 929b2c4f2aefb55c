export { isElement, isTnds, tndsOf } from './carriage.js';
export { MessageError, quote } from './error.js';
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
export { readXml } from './xml.js';
