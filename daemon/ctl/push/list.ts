import type { Waiting } from '../../../lib/source/push/source.js';
import { printable } from '../../../lib/text.js';
import { EXIT, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { ask } from '../connection.js';
import type { PLACE } from '../place.js';
import { print } from '../print.js';
import { noDaemon, socketOf } from '../source.js';

const KINDS = { dm: 'DM message', cp: 'Client Provisioning document' } as const;

export async function run({ values }: Given<typeof PLACE>): Promise<ExitCode> {
  const answer = await ask<{ waiting: readonly Waiting[] }>(socketOf(values), '/v1/push');
  if (answer === null) throw noDaemon(values);
  print(values.json, answer, () => answer.waiting.map(line), 'no push waits for a PIN');
  return EXIT.ok;
}

const line = ({ id, sender, kind, method, tries }: Waiting): string => {
  const typed = method === 'user-mac' ? ', its PIN to be typed with the MAC behind it' : '';
  return `${id}  ${KINDS[kind]} from ${printable(sender)}, ${tries} tries left${typed}`;
};
