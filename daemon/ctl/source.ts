import { join } from 'node:path';
import { printable } from '../../lib/text.js';
import type { ReaderOptions, StoreReader } from '../../lib/tree/index.js';
import { EXIT, Exit } from '../exit.js';
import { DEFAULTS, runtimeOf, type Values } from '../options.js';
import { ask } from './connection.js';
import type { PLACE } from './place.js';

/** Which daemon is meant, or which state. */
export type Place = Values<typeof PLACE>;

export const socketOf = ({ state, runtime }: Place): string =>
  join(runtime ?? runtimeOf(state), 'control.sock');

export const stateOf = ({ state }: Place): string => state ?? DEFAULTS.state;

/** Says on standard error what is no answer. */
export function note(text: string): void {
  process.stderr.write(`dmbootctl: ${printable(text)}\n`);
}

/** Says that a daemon was looked for. */
export function noteAbsence(place: Place): void {
  note(`no daemon answers at ${socketOf(place)}: this is what stands in ${stateOf(place)}`);
}

export const noDaemon = (place: Place): Exit =>
  new Exit(EXIT.unavailable, `no daemon answers at ${socketOf(place)}`);

/** What a daemon answers to a GET, or, where none is there, the same from its state folder, which is said. */
export async function answerOf<T>(
  place: Place,
  path: string,
  fromState: (store: StoreReader) => T,
): Promise<T> {
  const answer = await ask<T>(socketOf(place), path);
  if (answer !== null) return answer;
  noteAbsence(place);
  return await reading(place, fromState);
}

/** Reads from the state folder, whether or not a daemon owns it. */
export async function reading<T>(
  place: Place,
  read: (store: StoreReader) => T,
  options: ReaderOptions = {},
): Promise<T> {
  const { Store } = await import('../../lib/tree/index.js');
  const store = Store.openForReading(stateOf(place), options);
  try {
    return read(store);
  } finally {
    store.close();
  }
}
