export { MessageError } from '../syncml/index.js';
export { processDocuments, type SourceDocument, type UnreadReport } from './documents.js';
export { kindOf } from './kind.js';
export { type Bootstrap, type BootstrapOptions, processBootstrap } from './process.js';
export { type Provisioning, type ProvisioningReport, processProvisioning } from './provisioning.js';
export type { CommandEntry, Placement, Report } from './report.js';
