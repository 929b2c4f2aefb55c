import { EXIT, type ExitCode } from '../../exit.js';
import type { SourceReport } from '../../report.js';
import type { Given } from '../command.js';
import { ask } from '../connection.js';
import { sourceLine } from '../lines.js';
import type { PLACE } from '../place.js';
import { overview, print } from '../print.js';
import { noDaemon, socketOf } from '../source.js';

export async function run({ values }: Given<typeof PLACE>): Promise<ExitCode> {
  const answer = await ask<{ sources: SourceReport[] }>(socketOf(values), '/v1/sources');
  if (answer === null) throw noDaemon(values);
  const { sources } = answer;
  print(values.json, answer, () => overview(sources.map(sourceLine)), 'no source');
  return EXIT.ok;
}
