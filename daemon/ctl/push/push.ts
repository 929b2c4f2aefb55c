import type { Pushed } from '../../../lib/source/push/outcome.js';
import { MAX_PUSH } from '../../../lib/wsp/limits.js';
import type { ExitCode } from '../../exit.js';
import { readBounded } from '../../file.js';
import type { Given } from '../command.js';
import { ask } from '../connection.js';
import { print } from '../print.js';
import { noDaemon, socketOf } from '../source.js';
import { exitOfPushed, pushedLines } from './lines.js';
import type { PUSH } from './table.js';

const STDIN = 0;

export async function run({ values, words }: Given<typeof PUSH>): Promise<ExitCode> {
  const [file = '-'] = words;
  const pdu = readBounded(file === '-' ? STDIN : file, MAX_PUSH).toString('base64');
  const body = { sender: values.sender!, pdu };
  const pushed = await ask<Pushed>(socketOf(values), '/v1/push', { method: 'POST', body });
  if (pushed === null) throw noDaemon(values);
  print(values.json, pushed, () => pushedLines(pushed));
  return exitOfPushed(pushed);
}
