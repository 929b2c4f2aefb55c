import { configuration } from '../../configuration.js';
import { EXIT, type ExitCode } from '../../exit.js';
import { refuseInput } from '../../private-file.js';
import type { Given } from '../command.js';
import { writeDocument } from '../output.js';
import { readTrace } from '../trace/read.js';
import { type ReadTrace, readThrough } from './model.js';
import { reportPage } from './page/report.js';
import type { TRACE_REPORT } from './table.js';

export async function run({ values, words }: Given<typeof TRACE_REPORT>): Promise<ExitCode> {
  refuseInput(values.output!, [...words, values.config]);
  const config = configuration(values.config);
  const traces: ReadTrace[] = [];
  for (const file of words) traces.push(await readThrough(readTrace(file), config));
  writeDocument(values.output!, Buffer.from(reportPage(traces)), values.json ?? false);
  return EXIT.ok;
}
