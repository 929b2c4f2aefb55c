import { EXIT, type ExitCode } from '../exit.js';
import type { Given } from './command.js';
import { ask } from './connection.js';
import type { PLACE } from './place.js';
import { print } from './print.js';
import { noteAbsence, socketOf } from './source.js';

interface Answer {
  readonly identity: string;
  readonly forgotten: number;
}

export async function run({ values, words }: Given<typeof PLACE>): Promise<ExitCode> {
  const identity = words[0]!;
  const socket = socketOf(values);
  let answer = await ask<Answer>(socket, '/v1/pin/forget', { method: 'POST', body: { identity } });
  if (answer === null) {
    noteAbsence(values);
    const { owning } = await import('./state.js');
    answer = await owning(values, (store) => ({ identity, forgotten: store.forgetPins(identity) }));
  }
  const what = answer.forgotten === 0 ? 'nothing was known' : 'forgotten';
  print(values.json, answer, () => [`${what} of a PIN of ${identity}`]);
  return EXIT.ok;
}
