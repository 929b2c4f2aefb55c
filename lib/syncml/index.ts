export { isElement, isTnds, tndsLabel, tndsOf } from './carriage.js';
export { MessageError, malformed, rejected } from './error.js';
export { readMessage } from './message.js';
export type {
  Command,
  GroupCommand,
  Header,
  Item,
  ItemCommand,
  Message,
  OtherCommand,
} from './model.js';
export { readTnds, type Tnds } from './tnds.js';
export type { TndsNode } from './tnds-node.js';
export { isOfLength, leafValue, moIdentifier } from './value.js';
export { type NewTndsNode, writeTnds } from './write-tnds.js';
