import * as v from 'valibot';
import { MAX_ACCESS } from '../../lib/tree/initial-rights.js';
import { DURATION, LONGEST_DURATION, millisecondsOf } from '../duration.js';

const duration = v.pipe(
  v.string('expected a duration in quotes, such as "30s"'),
  v.regex(DURATION, 'expected a number and one of ms, s, m, h, such as "30s"'),
  v.transform(millisecondsOf),
  v.maxValue(LONGEST_DURATION, 'expected at most 596h'),
);

/** A PIN of 4 to 8 digits (TS 102 221, 9.5.1). The messages never repeat what was given. */
export const PIN = /^[0-9]{4,8}$/;
const PIN_PROBLEM = 'expected 4 to 8 digits in quotes';
const pin = v.pipe(v.string(PIN_PROBLEM), v.regex(PIN, PIN_PROBLEM));

/** Whose PIN it is: an ICCID's digits, or `default`. */
export const PIN_KEY = /^(default|[0-9]{10,20})$/;

const cardRule = v.pipe(
  v.string('expected "iccid:PREFIX" or "imsi:PREFIX"'),
  v.regex(
    /^(iccid|imsi):[0-9]{1,20}$/,
    'expected "iccid:PREFIX" or "imsi:PREFIX" with a prefix of digits',
  ),
  v.transform((rule) => {
    const [kind, prefix] = rule.split(':') as ['iccid' | 'imsi', string];
    return { kind, prefix };
  }),
);

const regularExpression = v.pipe(
  v.string('expected a regular expression in quotes'),
  v.check((source) => compiles(source), 'expected a JavaScript regular expression'),
  v.transform((source) => new RegExp(source)),
);

function compiles(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

const ACCESS_PROBLEM = 'expected the sum of Get 1, Replace 2, Exec 4, Copy 8, Add 16, Delete 32';

/** See `InitialRight` of the tree. */
const initialRight = v.strictObject(
  {
    subtree: v.pipe(
      v.string('expected a URI in quotes, such as "./DevDetail"'),
      v.regex(/^\.(?:\/[^/]+)*$/, 'expected "." or "./" and names joined by "/"'),
    ),
    access: v.pipe(
      v.number(ACCESS_PROBLEM),
      v.integer(ACCESS_PROBLEM),
      v.minValue(1, ACCESS_PROBLEM),
      v.maxValue(MAX_ACCESS, ACCESS_PROBLEM),
    ),
  },
  'expected a table of subtree and access',
);

const boolean = v.boolean('expected true or false');
const list = <T extends v.GenericSchema>(item: T) =>
  v.array(item, 'expected a list, such as ["…"]');
const word = <const W extends readonly [string, ...string[]]>(words: W) =>
  v.picklist(words, `expected one of ${words.map((one) => `"${one}"`).join(', ')}`);

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export const LOG_FORMATS = ['text', 'json'] as const;

export const TABLE_PROBLEM = 'expected a table with known keys only';

/** The whole configuration file. Defaults are what an empty file means. */
export const schema = v.strictObject(
  {
    smartcard: v.optional(
      v.strictObject(
        {
          enabled: v.optional(boolean, true),
          mode: v.optional(word(['auto', '2g', '3g']), 'auto'),
          allow: v.optional(list(cardRule), []),
          deny: v.optional(list(cardRule), []),
          min_tries_left: v.optional(
            v.pipe(
              v.number('expected a whole number'),
              v.integer('expected a whole number'),
              v.minValue(2, 'expected at least 2: the last try of a PIN is never used'),
              v.maxValue(15, 'expected at most 15'),
            ),
            2,
          ),
          removal_grace: v.optional(duration, '30s'),
          pin: v.optional(
            v.record(
              v.pipe(v.string(), v.regex(PIN_KEY, 'expected "default" or an ICCID')),
              pin,
              'expected a table of PINs',
            ),
            {},
          ),
        },
        TABLE_PROBLEM,
      ),
      {},
    ),
    readers: v.optional(
      v.strictObject({ match: v.optional(list(regularExpression), []) }, TABLE_PROBLEM),
      {},
    ),
    initial_rights: v.optional(
      v.array(initialRight, 'expected tables, each headed by [[initial_rights]]'),
      [],
    ),
    log: v.optional(
      v.strictObject(
        {
          level: v.optional(word(LOG_LEVELS), 'info'),
          format: v.optional(word(LOG_FORMATS), 'text'),
        },
        TABLE_PROBLEM,
      ),
      {},
    ),
  },
  TABLE_PROBLEM,
);

export type Config = v.InferOutput<typeof schema>;
