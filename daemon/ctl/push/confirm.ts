import type { Pushed } from '../../../lib/source/push/outcome.js';
import type { ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { ask } from '../connection.js';
import type { PLACE } from '../place.js';
import { print } from '../print.js';
import { noDaemon, socketOf } from '../source.js';
import { typed } from '../typed.js';
import { exitOfPushed, pushedLines } from './lines.js';

export async function run({ values, words }: Given<typeof PLACE>): Promise<ExitCode> {
  const [id] = words;
  const pin = await typed('PIN of the message: ');
  const body = { pin, ...(id !== undefined && { id }) };
  const pushed = await ask<Pushed>(socketOf(values), '/v1/push/confirm', { method: 'POST', body });
  if (pushed === null) throw noDaemon(values);
  print(values.json, pushed, () => pushedLines(pushed));
  return exitOfPushed(pushed);
}
