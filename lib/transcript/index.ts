export type {
  CardFile,
  Decoded,
  Described,
  DescribedStay,
  Exchange,
  Happening,
  Phase,
  Role,
  Transcript,
} from './model.js';
export { PHASES } from './model.js';
export { type PhaseTime, timesOf } from './times.js';
export { transcribe } from './transcript.js';
