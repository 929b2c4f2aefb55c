export { readCondition } from './access-rule.js';
export type { Card } from './card.js';
export { type Condition, keysOf } from './condition.js';
export { CardError, unexpectedStatus } from './error.js';
export { type Fcp, parseFcp } from './fcp.js';
export type { FileInfo, FilePath, ReadRule } from './file.js';
export { type ChvStatus, parseChvStatus, parseFileResponse } from './gsm-response.js';
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
