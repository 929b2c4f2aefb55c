import type { Trace } from '../../../lib/trace/index.js';
import { openTrace } from '../../trace-file.js';
import { note } from '../source.js';
import { Warnings } from './warnings.js';

/**
 * The trace in a file of any format that `trace convert` reads. What was not as it should be is told on standard error, each thing once, and so is what
 * the format lacks.
 *
 * @throws Exit 66 and 65, `TraceError`, `CaptureError`.
 */
export function readTrace(file: string): Trace {
  const warnings = new Warnings();
  const trace = openTrace(file, warnings.add);
  for (const line of warnings.lines()) note(`${file}: ${line}`);
  return trace;
}
