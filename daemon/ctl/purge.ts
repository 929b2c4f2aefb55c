import type { Origin } from '../../lib/tree/index.js';
import { EXIT, type ExitCode } from '../exit.js';
import type { shownOrigins } from '../shown.js';
import type { Given } from './command.js';
import { ask } from './connection.js';
import { originText } from './lines.js';
import { layerNamed } from './named.js';
import type { PLACE } from './place.js';
import { print } from './print.js';
import { noteAbsence, type Place, socketOf } from './source.js';

interface Answer {
  readonly purged: readonly Origin[];
}

export async function run({ values, words }: Given<typeof PLACE>): Promise<ExitCode> {
  const answer = await purge(values, words[0]!);
  print(values.json, answer, () =>
    answer.purged.map((origin) => `purged: everything that came from ${originText(origin)}`),
  );
  return EXIT.ok;
}

async function purge(place: Place, word: string): Promise<Answer> {
  const socket = socketOf(place);
  const list = await ask<ReturnType<typeof shownOrigins>>(socket, '/v1/origins');
  if (list !== null) {
    const { origin } = layerNamed(list.origins, word);
    const answer = await ask<Answer>(socket, '/v1/purge', { method: 'POST', body: { origin } });
    if (answer !== null) return answer;
  }
  noteAbsence(place);
  const { owning } = await import('./state.js');
  return await owning(place, (store) => {
    const { origin } = layerNamed(store.layers(), word);
    const { purged } = store.purge([origin], { hold: true });
    return { purged };
  });
}
