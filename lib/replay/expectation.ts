import { errorText } from '../error.js';
import { ReplayError } from './error.js';

/** What must come of a trace: the exit code, and the object that `dmbootd --json` prints. */
export interface Expectation {
  readonly exit: number;
  readonly [key: string]: unknown;
}

const MAX_DIFFERENCES = 8;
const MAX_SHOWN = 80;

/** Reads what must come of a trace; `file` is for the error. Throws `ReplayError` `bad-expectation`. */
export function parseExpectation(text: string, file: string): Expectation {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ReplayError('bad-expectation', file, 'JSON', errorText(error));
  }
  if (!isExpectation(value)) {
    throw new ReplayError(
      'bad-expectation',
      file,
      'an object with exit, a number',
      'something else',
    );
  }
  return value;
}

const isExpectation = (value: unknown): value is Expectation =>
  typeof value === 'object' && value !== null && 'exit' in value && typeof value.exit === 'number';

/** Where what came is not what was expected, one line each and none where all is as it should be: `cards[0].outcome: expected "applied", came "empty"`. */
export function differences(expected: unknown, found: unknown): string[] {
  const all: string[] = [];
  compare(expected, found, '', all);
  const untold = all.length - MAX_DIFFERENCES;
  return untold > 0 ? [...all.slice(0, MAX_DIFFERENCES), `and ${untold} differences more`] : all;
}

function compare(expected: unknown, found: unknown, where: string, all: string[]): void {
  if (isObject(expected) && isObject(found) && Array.isArray(expected) === Array.isArray(found)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      const step = Array.isArray(expected) ? `[${key}]` : `${where === '' ? '' : '.'}${key}`;
      compare(expected[key], found[key], `${where}${step}`, all);
    }
  } else if (!Object.is(expected, found)) {
    all.push(`${where || 'all of it'}: expected ${shown(expected)}, came ${shown(found)}`);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
