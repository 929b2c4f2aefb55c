import { EXIT, type ExitCode } from '../exit.js';
import { accountLines } from '../print.js';
import { shownAccounts } from '../shown.js';
import type { Given } from './command.js';
import type { PLACE } from './place.js';
import { print } from './print.js';
import { answerOf } from './source.js';

export async function run({ values }: Given<typeof PLACE>): Promise<ExitCode> {
  const answer = await answerOf(values, '/v1/accounts', shownAccounts);
  const { accounts } = answer;
  print(values.json, answer, () => accounts.flatMap(accountLines), 'no account');
  return EXIT.ok;
}
