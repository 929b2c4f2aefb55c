import type { Account } from '../../lib/tree/index.js';
import { DURATION, LONGEST_DURATION, millisecondsOf } from '../duration.js';
import { EXIT, Exit, type ExitCode } from '../exit.js';
import { accountLines } from '../print.js';
import type { Given } from './command.js';
import { print } from './print.js';
import { note, socketOf } from './source.js';
import type { WAIT } from './table.js';
import { until } from './until.js';

interface Answer {
  readonly accounts: readonly Account[];
}

const CONDITIONS: Readonly<Record<string, (answer: Answer) => boolean>> = {
  applied: ({ accounts }) => accounts.some(({ confirmed }) => confirmed),
  removed: ({ accounts }) => !accounts.some(({ origin }) => origin.kind === 'smartcard'),
};

export async function run({ values }: Given<typeof WAIT>): Promise<ExitCode> {
  const holds = CONDITIONS[values.for!]!;
  const signal = deadline(values.timeout);
  const socket = socketOf(values);
  const absent = (): void => note(`no daemon answers at ${socket} yet`);
  try {
    const answer = await until(socket, '/v1/accounts', holds, { absent, signal });
    print(values.json, answer, () => answer.accounts.flatMap(accountLines));
    return EXIT.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    note(`not ${values.for} within ${values.timeout}`);
    return EXIT.failure;
  }
}

function deadline(timeout: string | undefined): AbortSignal {
  if (timeout === undefined) return new AbortController().signal;
  const milliseconds = DURATION.test(timeout) ? millisecondsOf(timeout) : Infinity;
  if (milliseconds <= LONGEST_DURATION) return AbortSignal.timeout(milliseconds);
  throw new Exit(EXIT.usage, '--timeout: expected a number and one of ms, s, m, h, such as 30s');
}
