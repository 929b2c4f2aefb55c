export type { Card } from './card.js';
export { CardError, unexpectedStatus } from './error.js';
export type { FileInfo, FilePath } from './file.js';
export { END_REACHED } from './short-record.js';
export { Sim } from './sim.js';
export {
  type Extent,
  type FileContent,
  type IsEnough,
  isSuitable,
  readBySfi,
  readFile,
  readSelected,
  WHOLE,
} from './transparent.js';
export { Uicc } from './uicc.js';
export { pinCode } from './verify.js';
