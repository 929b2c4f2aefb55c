export { readAnchors } from './anchors.js';
export { swappedBcd } from './bcd.js';
export { type Identified, identify } from './identify.js';
export { type Inventory, readInventory } from './inventory.js';
export { retrieve } from './retrieve.js';
export type {
  CardIdentity,
  EndOf,
  Mode,
  PinLedger,
  Provisioning,
  Retrieved,
  WalkPolicy,
} from './types.js';
export type { PinGuardReason } from './walk-end.js';
