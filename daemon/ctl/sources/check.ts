import type { Origin } from '../../../lib/tree/index.js';
import { EXIT, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { ask } from '../connection.js';
import { originText } from '../lines.js';
import type { PLACE } from '../place.js';
import { print } from '../print.js';
import { noDaemon, socketOf } from '../source.js';

export async function run({ values }: Given<typeof PLACE>): Promise<ExitCode> {
  const asked = { method: 'POST' } as const;
  const answer = await ask<{ origins: Origin[] }>(socketOf(values), '/v1/sources/check', asked);
  if (answer === null) throw noDaemon(values);
  const lines = (): string[] =>
    answer.origins.map((origin) => `is looked at: ${originText(origin)}`);
  print(values.json, answer, lines, 'no source that is known yet');
  return EXIT.ok;
}
