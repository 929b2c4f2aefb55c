import * as v from 'valibot';
import { DURATION, LONGEST_DURATION, millisecondsOf } from '../duration.js';

export const duration = v.pipe(
  v.string('expected a duration in quotes, such as "30s"'),
  v.regex(DURATION, 'expected a number and one of ms, s, m, h, such as "30s"'),
  v.transform(millisecondsOf),
  v.maxValue(LONGEST_DURATION, 'expected at most 596h'),
  v.title('duration'),
);

/** A PIN of 4 to 8 digits (TS 102 221, 9.5.1). The messages never repeat what was given. */
export const PIN = /^[0-9]{4,8}$/;
const PIN_PROBLEM = 'expected 4 to 8 digits in quotes';
export const pin = v.pipe(
  v.string(PIN_PROBLEM),
  v.regex(PIN, PIN_PROBLEM),
  v.title('4 to 8 digits in quotes'),
);

/** Whose PIN it is: an ICCID's digits, or `default`. */
export const PIN_KEY = /^(default|[0-9]{10,20})$/;
export const pinKey = v.pipe(
  v.string(),
  v.regex(PIN_KEY, 'expected "default" or an ICCID'),
  v.title('ICCID'),
);

export const cardRule = v.pipe(
  v.string('expected "iccid:PREFIX" or "imsi:PREFIX"'),
  v.regex(
    /^(iccid|imsi):[0-9]{1,20}$/,
    'expected "iccid:PREFIX" or "imsi:PREFIX" with a prefix of digits',
  ),
  v.transform((rule) => {
    const [kind, prefix] = rule.split(':') as ['iccid' | 'imsi', string];
    return { kind, prefix };
  }),
  v.title('`"iccid:PREFIX"` or `"imsi:PREFIX"`'),
);

export const regularExpression = v.pipe(
  v.string('expected a regular expression in quotes'),
  v.check((source) => compiles(source), 'expected a JavaScript regular expression'),
  v.transform((source) => new RegExp(source)),
  v.title('regular expression of JavaScript'),
);

function compiles(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

export const boolean = v.boolean('expected true or false');
export const list = <T extends v.GenericSchema>(item: T) =>
  v.array(item, 'expected a list, such as ["…"]');
export const word = <const W extends readonly [string, ...string[]]>(words: W) =>
  v.picklist(words, `expected one of ${words.map((one) => `"${one}"`).join(', ')}`);

const OID_PROBLEM = 'expected an object identifier in quotes, such as "2.23.43.3.1"';

/** X.660: the first arc is 0 to 2, and the second one below 0 and 1 is at most 39. */
export const oid = v.pipe(
  v.string(OID_PROBLEM),
  v.maxLength(64, OID_PROBLEM),
  v.regex(/^([01]\.[1-3]?[0-9]|2\.(0|[1-9][0-9]*))(\.(0|[1-9][0-9]*))*$/, OID_PROBLEM),
  v.title('object identifier in quotes'),
);

const FOLDER_PROBLEM = 'expected an absolute path in quotes, such as "/etc/dmbootd/hooks.d"';

export const folder = v.pipe(
  v.string(FOLDER_PROBLEM),
  v.regex(/^\/[^\p{Cc}"\\]*$/u, FOLDER_PROBLEM),
  v.title('absolute path in quotes'),
);
