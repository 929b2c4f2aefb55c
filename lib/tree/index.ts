export { type AclCommand, isServerId, NOBODY, normaliseAcl } from './acl.js';
export { StoreError, type StoreErrorCode, TreeError, type TreeErrorCode } from './error.js';
export { NODE_FORMATS, type NodeFormat } from './format.js';
export {
  dmAccIdentity,
  moIdentity,
  napIdentity,
  proxyIdentity,
  serverIdOf,
} from './identity.js';
export type * from './model.js';
export { DOCUMENT_KINDS, ORIGIN_KINDS } from './model.js';
export { isSecret } from './secret.js';
export type { Renamed } from './store/apply.js';
export type { Recovery } from './store/open.js';
export type { OutboxEvent } from './store/outbox.js';
export { StoreReader } from './store/reader.js';
export type { StoreKind } from './store/schema.js';
export {
  type Applied,
  type ApplyContext,
  type Changes,
  type Purged,
  Store,
  type StoreOptions,
} from './store/store.js';
export type { NodeChange, Writer } from './store/writes.js';
