import { configuration } from '../../configuration.js';
import { EXIT, type ExitCode } from '../../exit.js';
import { refuseInput } from '../../private-file.js';
import type { Given } from '../command.js';
import { writeDocument } from '../output.js';
import { print } from '../print.js';
import { readTrace } from '../trace/read.js';
import { compare } from './compare.js';
import { diffLines } from './diff-print.js';
import { timePairs } from './diff-times.js';
import { readThrough } from './model.js';
import { diffPage } from './page/diff.js';
import type { TRACE_DIFF } from './table.js';

export async function run({ values, words }: Given<typeof TRACE_DIFF>): Promise<ExitCode> {
  if (values.output !== undefined) refuseInput(values.output, [...words, values.config]);
  const config = configuration(values.config);
  const names = [words[0]!, words[1]!] as const;
  const [a, b] = [
    await readThrough(readTrace(names[0]), config),
    await readThrough(readTrace(names[1]), config),
  ];
  const differences = compare(a, b);
  const times = timePairs(a, b);
  const { output, json } = values;
  if (output !== undefined) {
    writeDocument(output, Buffer.from(diffPage(names, differences, times)), json ?? false);
  } else {
    const answer = { same: differences.length === 0, a: names[0], b: names[1], differences, times };
    print(json, answer, () => diffLines(names, differences, times));
  }
  return differences.length === 0 ? EXIT.ok : EXIT.failure;
}
