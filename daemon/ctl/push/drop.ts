import type { Pushed } from '../../../lib/source/push/outcome.js';
import type { ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { ask } from '../connection.js';
import type { PLACE } from '../place.js';
import { print } from '../print.js';
import { noDaemon, socketOf } from '../source.js';
import { exitOfPushed, pushedLines } from './lines.js';

export async function run({ values, words }: Given<typeof PLACE>): Promise<ExitCode> {
  const [id] = words;
  const asking = { method: 'POST', body: { id } } as const;
  const pushed = await ask<Pushed>(socketOf(values), '/v1/push/drop', asking);
  if (pushed === null) throw noDaemon(values);
  print(values.json, pushed, () => pushedLines(pushed));
  return exitOfPushed(pushed);
}
