export { MessageError } from '../syncml/index.js';
export { type Bootstrap, type BootstrapOptions, processBootstrap } from './process.js';
export type { CommandEntry, Placement, Report } from './report.js';
