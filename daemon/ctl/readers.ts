import { EXIT, type ExitCode } from '../exit.js';
import type { ReaderStatus } from '../reader-status.js';
import type { Given } from './command.js';
import { readerLines } from './lines.js';
import type { PLACE } from './place.js';
import { overview, print } from './print.js';
import { answerOf } from './source.js';

export async function run({ values }: Given<typeof PLACE>): Promise<ExitCode> {
  const answer = await answerOf<{ readers: ReaderStatus[] }>(values, '/v1/readers', () => ({
    readers: [],
  }));
  const { readers } = answer;
  print(values.json, answer, () => overview(readers.flatMap(readerLines)), 'no reader');
  return EXIT.ok;
}
