import * as v from 'valibot';
import { MAX_ACCESS } from '../../lib/tree/initial-rights.js';
import { TABLE_PROBLEM } from './toml.js';
import {
  boolean,
  cardRule,
  duration,
  folder,
  list,
  oid,
  pin,
  pinKey,
  regularExpression,
  word,
} from './values.js';

const ACCESS_PROBLEM = 'expected the sum of Get 1, Replace 2, Exec 4, Copy 8, Add 16, Delete 32';

/** See `InitialRight` of the tree. */
const initialRight = v.strictObject(
  {
    subtree: v.pipe(
      v.string('expected a URI in quotes, such as "./DevDetail"'),
      v.regex(/^\.(?:\/[^/]+)*$/, 'expected "." or "./" and names joined by "/"'),
      v.title('URI in quotes'),
      v.description(
        'the root of the subtree, such as `"./DevDetail"`; one that is not in the tree is passed over',
      ),
    ),
    access: v.pipe(
      v.number(ACCESS_PROBLEM),
      v.integer(ACCESS_PROBLEM),
      v.minValue(1, ACCESS_PROBLEM),
      v.maxValue(MAX_ACCESS, ACCESS_PROBLEM),
      v.description(
        'the sum of Get 1, Replace 2, Exec 4, Copy 8, Add 16, Delete 32; added to what the ACLs say; Copy grants nothing, as no ACL has a word for it',
      ),
    ),
  },
  'expected a table of subtree and access',
);

/** The object identifiers of CP documents, in the order of their precedence. Not verified against a text or a card. */
const PROVISIONING_OIDS = ['2.23.43.3.1', '2.23.43.3.2', '2.23.43.3.3'];
/** One layer holds 16 documents; one of them is the DM message. */
const MAX_PROVISIONING_OIDS = 15;
const provisioningOids = v.pipe(
  list(oid),
  v.maxLength(MAX_PROVISIONING_OIDS, `expected at most ${MAX_PROVISIONING_OIDS}`),
  v.check((oids) => new Set(oids).size === oids.length, 'expected no object identifier twice'),
);

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export const LOG_FORMATS = ['auto', 'text', 'json', 'journal'] as const;

/** A table: what is left out of it has its default, and a key that it does not know is refused. */
const table = <const E extends v.ObjectEntries>(entries: E) =>
  v.strictObject(entries, TABLE_PROBLEM);

const smartcard = table({
  enabled: v.optional(
    v.pipe(boolean, v.description('`false`: no card is touched, and what cards brought is purged')),
    true,
  ),
  mode: v.optional(
    v.pipe(
      word(['auto', '2g', '3g']),
      v.description('`"2g"` or `"3g"`: the card is taken for that without a look'),
    ),
    'auto',
  ),
  allow: v.optional(
    v.pipe(
      list(cardRule),
      v.description('if there is any, a card must match one: its ICCID or IMSI begins so'),
    ),
    [],
  ),
  deny: v.optional(
    v.pipe(list(cardRule), v.description('a card must match none; wins over `allow`')),
    [],
  ),
  min_tries_left: v.optional(
    v.pipe(
      v.number('expected a whole number'),
      v.integer('expected a whole number'),
      v.minValue(2, 'expected at least 2: the last try of a PIN is never used'),
      v.maxValue(15, 'expected at most 15'),
      v.description('a PIN is not tried with fewer tries left'),
    ),
    2,
  ),
  removal_grace: v.optional(
    v.pipe(
      duration,
      v.description(
        'for so long what a card brought is kept while nobody can say whether the card is still there',
      ),
    ),
    '30s',
  ),
  oids: v.optional(
    table({
      provisioning: v.optional(
        v.pipe(
          provisioningOids,
          v.description(
            'the object identifiers of Client Provisioning documents on a card, in the order of their precedence; `[]`: none are read',
          ),
        ),
        PROVISIONING_OIDS,
      ),
    }),
    {},
  ),
  pin: v.optional(
    v.pipe(
      v.record(pinKey, pin, 'expected a table of PINs'),
      v.description('the PIN of the card with this ICCID; `default`: that of every other card'),
    ),
    {},
  ),
});

const message = table({
  lenient: v.optional(
    v.pipe(
      boolean,
      v.description(
        '`true`: a message in XML or in WBXML 1.0 is taken too, and one whose `Source` differs from the address of its account only in the case of scheme and host, a port, or a `/` at the end',
      ),
    ),
    false,
  ),
});

const readers = table({
  match: v.optional(
    v.pipe(
      list(regularExpression),
      v.description("unanchored; if there is any, a reader's name must match one"),
    ),
    [],
  ),
});

const hooks = table({
  folder: v.optional(
    v.pipe(folder, v.description('its executables run for every event of an account')),
    '/etc/dmbootd/hooks.d',
  ),
  time_limit: v.optional(
    v.pipe(
      duration,
      v.minValue(1, 'expected more than nothing'),
      v.description('each executable of `hooks.folder` is killed then'),
    ),
    '30s',
  ),
});

const session = table({
  start: v.optional(
    v.pipe(
      word(['none', 'systemd']),
      v.description(
        '`"systemd"`: `dmbootd-session@ID.service` is started for an account that comes or changes, and stopped when it goes',
      ),
    ),
    'none',
  ),
  settle: v.optional(
    v.pipe(duration, v.description('an account must have stood for so long')),
    '5s',
  ),
  network: v.optional(
    v.pipe(
      word(['any', 'online']),
      v.description('`"online"`: a session waits for a default route'),
    ),
    'any',
  ),
});

const log = table({
  level: v.optional(v.pipe(word(LOG_LEVELS), v.description('what is logged at least')), 'info'),
  format: v.optional(
    v.pipe(
      word(LOG_FORMATS),
      v.description(
        '`"text"` or `"json"` on standard error, or `"journal"`; `"auto"` is `"journal"` where standard error is the journal, else `"text"`',
      ),
    ),
    'auto',
  ),
});

/**
 * The whole configuration file. Defaults are what an empty file means. A key is described where it stands: `v.description` has its effect,
 * half a sentence of Markdown, and the `v.title` of its value says what it takes, where the schema does not tell; docs/configuration.md and
 * dmbootd.toml(5) are made from them.
 */
export const schema = table({
  smartcard: v.optional(smartcard, {}),
  message: v.optional(message, {}),
  readers: v.optional(readers, {}),
  hooks: v.optional(hooks, {}),
  session: v.optional(session, {}),
  initial_rights: v.optional(
    v.pipe(
      v.array(initialRight, 'expected tables, each headed by [[initial_rights]]'),
      v.description('a right on a subtree for every server that has an account (6.3)'),
    ),
    [],
  ),
  log: v.optional(log, {}),
});

export type Config = v.InferOutput<typeof schema>;
