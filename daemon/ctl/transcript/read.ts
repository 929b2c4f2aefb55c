import { MAX_TRACE_LENGTH, parseTrace, type Trace } from '../../../lib/trace/index.js';
import { readBounded } from '../../file.js';

/** The trace in a file. Throws `Exit` 66 and 65, and `TraceError`. */
export const readTrace = (file: string): Trace =>
  parseTrace(readBounded(file, MAX_TRACE_LENGTH).toString('utf8'), file);
