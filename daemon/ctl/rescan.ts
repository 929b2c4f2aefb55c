import { OUTCOMES } from '../../lib/outcome.js';
import { EXIT, type ExitCode } from '../exit.js';
import { cardLines } from '../print.js';
import type { ReaderStatus } from '../reader-status.js';
import type { CardReport } from '../report.js';
import type { Given } from './command.js';
import { ask } from './connection.js';
import type { PLACE } from './place.js';
import { print } from './print.js';
import { noDaemon, socketOf } from './source.js';
import { until } from './until.js';

interface Readers {
  readonly readers: readonly ReaderStatus[];
}

export async function run({ values, words }: Given<typeof PLACE>): Promise<ExitCode> {
  const socket = socketOf(values);
  const [reader] = words;
  const body = reader === undefined ? {} : { reader };
  const begun = await ask<{ readers: string[] }>(socket, '/v1/rescan', { method: 'POST', body });
  if (begun === null) throw noDaemon(values);
  const cards = await outcomes(socket, begun.readers);
  print(values.json, { cards }, () => cards.flatMap(cardLines), 'no card');
  return cards.every(({ outcome }) => OUTCOMES[outcome].success) ? EXIT.ok : EXIT.failure;
}

/** What came of the cards in these readers, when none of them is being visited any more. */
async function outcomes(socket: string, names: readonly string[]): Promise<CardReport[]> {
  const ours = ({ readers }: Readers): ReaderStatus[] =>
    readers.filter(({ reader }) => names.includes(reader));
  const isDone = (answer: Readers): boolean => ours(answer).every(({ visiting }) => !visiting);
  const signal = new AbortController().signal;
  const answer = await until(socket, '/v1/readers', isDone, { absent() {}, signal });
  return ours(answer).flatMap(({ card }) => card ?? []);
}
