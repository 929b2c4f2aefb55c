export { CaptureError, TraceError, type TraceErrorCode } from './error.js';
export { openNamedTraceFile, openTraceFile } from './file.js';
export { collectTrace, itemsOf, type TraceItem } from './flow.js';
export { describeStep, formatTrace } from './format.js';
export { carriesPin, clearBytes, maskedCommand } from './mask.js';
export {
  MAX_TRACE_LENGTH,
  type Stay,
  type Trace,
  type TraceEvent,
  type TraceHeader,
  type TraceStep,
} from './model.js';
export { parseTrace, readTrace } from './parse.js';
export { recordingSlot, StayRecorder, type TraceSink } from './record.js';
export type { Time } from './schedule.js';
export { type Departure, departureText, departureWords, END_OF_VISIT, Tape } from './tape.js';
export { SECRETS_WARNING } from './warning.js';
