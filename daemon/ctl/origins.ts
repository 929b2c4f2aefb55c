import { EXIT, type ExitCode } from '../exit.js';
import { shownOrigins } from '../shown.js';
import type { Given } from './command.js';
import { originLines } from './lines.js';
import type { PLACE } from './place.js';
import { overview, print } from './print.js';
import { answerOf } from './source.js';

export async function run({ values }: Given<typeof PLACE>): Promise<ExitCode> {
  const answer = await answerOf(values, '/v1/origins', shownOrigins);
  const { origins } = answer;
  print(values.json, answer, () => overview(origins.flatMap(originLines)), 'nothing came yet');
  return EXIT.ok;
}
