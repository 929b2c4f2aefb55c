import * as v from 'valibot';
import { domainOf } from '../../lib/discovery/index.js';
import { NETWORK_KEYS } from '../../lib/push/index.js';
import { TABLE_PROBLEM } from '../../lib/settings/check.js';
import { MAX_SERVERS, SENDER } from '../../lib/source/index.js';
import { MAX_ACCESS } from '../../lib/tree/initial-rights.js';
import { ORIGIN_KINDS } from '../../lib/tree/model.js';
import { OVER_BIP, WEB_SERVER_ADDRESSES } from './addresses.js';
import {
  boolean,
  cardRule,
  duration,
  file,
  folder,
  httpsUrl,
  keyPin,
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

const RANKS_PROBLEM = `expected each of ${ORIGIN_KINDS.join(', ')} once`;

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

const ranks = v.pipe(
  v.array(word(ORIGIN_KINDS), RANKS_PROBLEM),
  v.check(
    (kinds) => kinds.length === ORIGIN_KINDS.length && new Set(kinds).size === kinds.length,
    RANKS_PROBLEM,
  ),
);

const policy = table({
  ranks: v.optional(
    v.pipe(
      ranks,
      v.description(
        'where messages come from, each kind once: a later one covers the accounts and connections of an earlier one; `local` is what servers wrote besides',
      ),
    ),
    [...ORIGIN_KINDS],
  ),
});

const factory = table({
  enabled: v.optional(
    v.pipe(
      boolean,
      v.description(
        '`true`: the messages in `factory.folder` are applied; `false`: what they brought is purged',
      ),
    ),
    false,
  ),
  folder: v.optional(
    v.pipe(
      folder,
      v.description('each file in it is a DM message or a Client Provisioning document'),
    ),
    '/etc/dmbootd/factory.d',
  ),
});

const server = v.pipe(
  v.strictObject(
    {
      url: v.pipe(
        httpsUrl,
        v.description(
          'of a Bootstrap Server (5.5.7); when it is no longer here, what came is purged',
        ),
      ),
      ca: v.optional(
        v.pipe(
          file,
          v.description('certificates as PEM that are trusted in the place of those of the system'),
        ),
      ),
      anchors: v.optional(
        v.pipe(
          word(['system', 'card']),
          v.description(
            '`"card"`: it is believed by the trusted certificates of the cards that are in (EF CDF), and by nothing else; asked when a card comes',
          ),
        ),
        'system',
      ),
      pins: v.optional(
        v.pipe(
          list(keyPin),
          v.description(
            'the server must have one of these keys; without `ca` its key is all that counts: neither name, nor dates, nor who vouches for it',
          ),
        ),
        [],
      ),
    },
    'expected a table of url, and ca, anchors and pins if need be',
  ),
  v.check(
    ({ ca, anchors }) => ca === undefined || anchors === 'system',
    'expected ca, or anchors = "card", and not both',
  ),
);

const https = table({
  announced: v.optional(
    v.pipe(
      boolean,
      v.description(
        '`true`: the servers in `./BootstrapConfig` are asked as well, and the one that a card names in place of a message',
      ),
    ),
    false,
  ),
  announced_ca: v.optional(
    v.pipe(
      file,
      v.description(
        'certificates as PEM that are trusted for these in the place of those of the system',
      ),
    ),
  ),
  interval: v.optional(
    v.pipe(
      duration,
      v.minValue(1_000, 'expected at least 1s'),
      v.description(
        'from an answer of a server to the next request; up to a tenth less, by chance',
      ),
    ),
    '24h',
  ),
  time_limit: v.optional(
    v.pipe(
      duration,
      v.minValue(1, 'expected more than nothing'),
      v.description('for a whole answer, redirects and all'),
    ),
    '30s',
  ),
  server: v.optional(
    v.pipe(
      v.array(server, 'expected tables, each headed by [[https.server]]'),
      v.maxLength(MAX_SERVERS, `expected at most ${MAX_SERVERS}`),
      v.check(
        (servers) => new Set(servers.map(({ url }) => url)).size === servers.length,
        'expected no URL twice',
      ),
      v.description('a server that is asked for a message by HTTPS GET; none: none is'),
    ),
    [],
  ),
});

const DOMAIN_PROBLEM = 'expected a domain in quotes, such as "example.com"';

const discovery = v.pipe(
  table({
    enabled: v.optional(
      v.pipe(
        boolean,
        v.description('`true`: Bootstrap Servers are looked for in DNS (Appendix E)'),
      ),
      false,
    ),
    domain: v.optional(
      v.pipe(
        v.string(DOMAIN_PROBLEM),
        v.check((text) => domainOf(text) !== null, DOMAIN_PROBLEM),
        v.transform((text) => domainOf(text)!),
        v.title('domain in quotes'),
        v.description(
          'where they are looked for; left out: in the domain that DHCP gave, else in those that the resolver searches',
        ),
      ),
    ),
    ca: v.optional(
      v.pipe(
        file,
        v.description('certificates as PEM that are trusted in the place of those of the system'),
      ),
    ),
    pins: v.optional(
      v.pipe(list(keyPin), v.description('a server must have one of these keys')),
      [],
    ),
  }),
  v.check(
    ({ enabled, domain, ca, pins }) =>
      !enabled || domain !== undefined || ca !== undefined || pins.length > 0,
    'expected domain, or ca or pins: who else names the domain is on the network, and has a certificate for it',
  ),
);

const READER_PROBLEM = 'expected the name of a reader in quotes, as dmbootctl readers has it';

const scws = v.pipe(
  table({
    reader: v.optional(
      v.pipe(
        v.string(READER_PROBLEM),
        v.minLength(1, READER_PROBLEM),
        v.title('name of a reader in quotes'),
        v.description(
          'the card in this reader has a web server, which is asked for a message where the card holds none (5.5.7); left out: none has; demands `scws.ca` or `scws.pins`',
        ),
      ),
    ),
    ca: v.optional(
      v.pipe(
        file,
        v.description(
          'certificates as PEM by which the web server is believed; those of the system never count',
        ),
      ),
    ),
    pins: v.optional(
      v.pipe(
        list(keyPin),
        v.description(
          'the web server must have one of these keys; without `scws.ca` its key is all that counts',
        ),
      ),
      [],
    ),
    addresses: v.optional(
      v.pipe(
        list(word(WEB_SERVER_ADDRESSES)),
        v.minLength(1, 'expected at least one'),
        v.check((all) => new Set(all).size === all.length, 'expected no address twice'),
        v.description(
          'where the web server is, asked in their order until one answers: the first three over BIP, the last one over TCP/IP',
        ),
      ),
      [...OVER_BIP],
    ),
  }),
  v.forward(
    v.check(
      ({ reader, ca, pins }) => reader === undefined || ca !== undefined || pins.length > 0,
      'expected ca or pins with it: anybody on this machine may listen where the web server of a card does',
    ),
    ['reader'],
  ),
);

const SENDER_PROBLEM = 'expected a sender in quotes, such as "+491701234567"';
const sender = v.pipe(v.string(SENDER_PROBLEM), v.regex(SENDER, SENDER_PROBLEM), v.title('sender'));
const IMSI_PROBLEM = 'expected 6 to 15 digits in quotes';

const push = table({
  senders: v.optional(
    v.pipe(
      list(sender),
      v.description('who may push messages to the device; `[]`, and no `push.trusted`: nobody'),
    ),
    [],
  ),
  trusted: v.optional(
    v.pipe(
      list(sender),
      v.description(
        'who may push messages without a MAC, too; a short message can name any sender',
      ),
    ),
    [],
  ),
  imsi: v.optional(
    v.pipe(
      v.string(IMSI_PROBLEM),
      v.regex(/^[0-9]{6,15}$/, IMSI_PROBLEM),
      v.title('6 to 15 digits in quotes'),
      v.description(
        'the subscriber, of which keys are made; left out: those of the cards that are there',
      ),
    ),
  ),
  network_key: v.optional(
    v.pipe(
      word(NETWORK_KEYS),
      v.description(
        'how the IMSI stands in the key of a DM message, which the standard leaves open: as text, or as on the card',
      ),
    ),
    'digits',
  ),
  folder: v.optional(
    v.pipe(folder, v.description('each file `SENDER_ANYTHING` in it is a push, and is taken away')),
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
  policy: v.optional(policy, {}),
  factory: v.optional(factory, {}),
  https: v.optional(https, {}),
  discovery: v.optional(discovery, {}),
  scws: v.optional(scws, {}),
  push: v.optional(push, {}),
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
