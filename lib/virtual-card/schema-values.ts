import * as v from 'valibot';
import { TABLE_PROBLEM } from '../settings/check.js';

export const table = <const E extends v.ObjectEntries>(entries: E) =>
  v.strictObject(entries, TABLE_PROBLEM);

export const word = <const W extends readonly [string, ...string[]]>(words: W) =>
  v.picklist(words, `expected one of ${words.map((one) => `"${one}"`).join(', ')}`);

export const whole = (least: number, most: number) => {
  const problem = `expected a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(problem),
    v.integer(problem),
    v.minValue(least, problem),
    v.maxValue(most, problem),
  );
};

export const boolean = v.boolean('expected true or false');

const HEX = /^(?:\s*[0-9A-Fa-f]\s*[0-9A-Fa-f])*\s*$/;

/** Upper-case digits without white space, of so many bytes. */
export const hex = (least: number, most: number, description: string) => {
  const bytes = least === most ? `${least}` : `${least} to ${most}`;
  const problem = `expected ${bytes} bytes as hexadecimal digits in quotes`;
  return v.pipe(
    v.string(problem),
    v.regex(HEX, problem),
    // In front of the transformation: behind it a JSON schema knows nothing of it.
    v.description(description),
    v.transform((digits) => digits.replaceAll(/\s+/g, '').toUpperCase()),
    v.check((digits) => digits.length >= 2 * least && digits.length <= 2 * most, problem),
  );
};
