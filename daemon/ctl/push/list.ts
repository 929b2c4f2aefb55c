import type { Waiting } from '../../../lib/source/push/source.js';
import { EXIT, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { ask } from '../connection.js';
import type { PLACE } from '../place.js';
import { print } from '../print.js';
import { noDaemon, socketOf } from '../source.js';
import { waitingLine } from './waiting.js';

export async function run({ values }: Given<typeof PLACE>): Promise<ExitCode> {
  const answer = await ask<{ waiting: readonly Waiting[] }>(socketOf(values), '/v1/push');
  if (answer === null) throw noDaemon(values);
  print(values.json, answer, () => answer.waiting.map(waitingLine), 'no push waits for a PIN');
  return EXIT.ok;
}
