export { type AclCommand, isServerId, NOBODY, normaliseAcl } from './acl.js';
export { BOOTSTRAP_CONFIG, type BootstrapConfig } from './bootstrap-config.js';
export { accessTypesOf, checkPlacement } from './ddf/lookup.js';
export { StoreError, type StoreErrorCode, TreeError, type TreeErrorCode } from './error.js';
export { NODE_FORMATS, type NodeFormat } from './format.js';
export {
  dmAccIdentity,
  moIdentity,
  napIdentity,
  proxyIdentity,
  serverIdOf,
} from './identity.js';
export { COPY_ACCESS, type InitialRight, MAX_ACCESS } from './initial-rights.js';
export type * from './model.js';
export { DOCUMENT_KINDS, ORIGIN_KINDS } from './model.js';
export { isSecret } from './secret.js';
export { statusOf } from './status.js';
export type { Renamed } from './store/apply.js';
export type { Recovery } from './store/open.js';
export type { Outbox } from './store/outbox.js';
export type { Preview } from './store/preview.js';
export type { PendingPush, Pushes } from './store/pushes.js';
export { type ReaderOptions, StoreReader } from './store/reader.js';
export { OUTBOX_KINDS, type OutboxEvent, type OutboxKind, type PushState } from './store/rows.js';
export type { StoreKind } from './store/schema.js';
export { heldName } from './store/sightings.js';
export {
  type Applied,
  type ApplyContext,
  type Changes,
  type Purged,
  Store,
  type StoreOptions,
} from './store/store.js';
export type { NodeChange, Writer } from './store/writes.js';
