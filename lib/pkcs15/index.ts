export {
  type AuthObject,
  type PinAttributes,
  type PinFlag,
  type PinType,
  parseAodf,
} from './aodf.js';
export type { CommonAttributes, ValueLocation } from './attributes.js';
export { type CertificateObject, parseCdf } from './cdf.js';
export { type Certificate, decodeCertificate } from './certificate.js';
export {
  type ApplicationTemplate,
  isPkcs15Template,
  parseEfDir,
  parseEfDirRecord,
} from './dir.js';
export {
  type DataObject,
  DM_BOOTSTRAP_OID,
  isBootstrapObject,
  isObjectOf,
  parseDodf,
} from './dodf.js';
export { Pkcs15Error } from './error.js';
export { type ObjectKind, type OdfEntry, type OdfLocation, parseOdf } from './odf.js';
export { type ClassifiedPath, classifyPath, type Pkcs15Path } from './path.js';
export { objectsEnd } from './tlv.js';
