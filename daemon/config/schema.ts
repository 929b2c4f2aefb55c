import * as v from 'valibot';
import { TABLE_PROBLEM } from '../../lib/settings/check.js';
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

/** The object identifiers of CP documents, in the order of their precedence. Not verified against a text or a card. */
const PROVISIONING_OIDS = ['2.23.43.3.1', '2.23.43.3.2', '2.23.43.3.3'];
/** One layer holds 16 documents; one of them is the DM message. */
const MAX_PROVISIONING_OIDS = 15;
const OID_PROBLEM = 'expected an object identifier in quotes, such as "2.23.43.3.1"';

/** X.660: the first arc is 0 to 2, and the second one below 0 and 1 is at most 39. */
const oid = v.pipe(
  v.string(OID_PROBLEM),
  v.maxLength(64, OID_PROBLEM),
  v.regex(/^([01]\.[1-3]?[0-9]|2\.(0|[1-9][0-9]*))(\.(0|[1-9][0-9]*))*$/, OID_PROBLEM),
);

const provisioningOids = v.pipe(
  list(oid),
  v.maxLength(MAX_PROVISIONING_OIDS, `expected at most ${MAX_PROVISIONING_OIDS}`),
  v.check((oids) => new Set(oids).size === oids.length, 'expected no object identifier twice'),
);

const FOLDER_PROBLEM = 'expected an absolute path in quotes, such as "/etc/dmbootd/hooks.d"';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export const LOG_FORMATS = ['auto', 'text', 'json', 'journal'] as const;

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
          oids: v.optional(
            v.strictObject(
              { provisioning: v.optional(provisioningOids, PROVISIONING_OIDS) },
              TABLE_PROBLEM,
            ),
            {},
          ),
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
    message: v.optional(v.strictObject({ lenient: v.optional(boolean, false) }, TABLE_PROBLEM), {}),
    readers: v.optional(
      v.strictObject({ match: v.optional(list(regularExpression), []) }, TABLE_PROBLEM),
      {},
    ),
    hooks: v.optional(
      v.strictObject(
        {
          folder: v.optional(
            v.pipe(v.string(FOLDER_PROBLEM), v.regex(/^\/[^\p{Cc}"\\]*$/u, FOLDER_PROBLEM)),
            '/etc/dmbootd/hooks.d',
          ),
          time_limit: v.optional(
            v.pipe(duration, v.minValue(1, 'expected more than nothing')),
            '30s',
          ),
        },
        TABLE_PROBLEM,
      ),
      {},
    ),
    session: v.optional(
      v.strictObject(
        {
          start: v.optional(word(['none', 'systemd']), 'none'),
          settle: v.optional(duration, '5s'),
          network: v.optional(word(['any', 'online']), 'any'),
        },
        TABLE_PROBLEM,
      ),
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
          format: v.optional(word(LOG_FORMATS), 'auto'),
        },
        TABLE_PROBLEM,
      ),
      {},
    ),
  },
  TABLE_PROBLEM,
);

export type Config = v.InferOutput<typeof schema>;
