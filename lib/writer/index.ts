export type { Profile } from './check.js';
export { type Description, descriptionFor } from './description.js';
export { encodeDocument, type WbxmlForm } from './encode.js';
export { type TndsForm, writeBootstrap, writeProvisioning } from './message.js';
export { KEYS } from './schema.js';
