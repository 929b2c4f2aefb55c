export { type Characteristic, type Parm, type ProvDocument, readProvisioning } from './document.js';
export { ProvisioningError } from './error.js';
export { type MappedMo, type Mapping, mapDocument } from './map.js';
export type { Notes } from './notes.js';
