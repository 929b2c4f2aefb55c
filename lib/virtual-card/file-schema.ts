import * as v from 'valibot';
import { TABLE_PROBLEM } from '../settings/check.js';
import { boolean, hex, table, whole, word } from './schema-values.js';

/** Files of a card, its MF among them. */
export const MAX_FILES = 1000;
/** PINs of a card. */
export const MAX_PINS = 16;
/** Bytes of a transparent file (TS 102 221, 11.1.1.4.2). */
export const MAX_FILE = 0xffff;
/** Bytes of the names and words of a program's command line. */
const MAX_WORD = 4096;

const PATH_PROBLEM =
  'expected file identifiers from the MF on, such as "3F00/7F50/5031", or the AID of an application without one';
/** As many directories as a path of PKCS#15 can name. */
const PATH = /^3F00(?:\/(?:[0-9A-F]{4}|(?:[0-9A-F]{2}){5,16})){0,8}$/;
const path = v.pipe(
  v.string(PATH_PROBLEM),
  v.description(
    'Where the file is: file identifiers from the MF on; for an application without one, its AID',
  ),
  v.transform((text) => text.toUpperCase()),
  v.regex(PATH, PATH_PROBLEM),
);

const lifeCycle = v.pipe(
  word(['activated', 'deactivated', 'terminated']),
  v.description('activated (if not given), deactivated (2G: invalidated) or terminated'),
);

const rule = v.pipe(
  table({
    reference: v.exactOptional(
      hex(3, 32, 'Tag 8B: EF ARR and its record, or pairs of SE and record'),
    ),
    compact: v.exactOptional(hex(1, 16, 'Tag 8C: access mode and conditions')),
    expanded: v.exactOptional(hex(1, 120, 'Tag AB: access mode and condition objects')),
  }),
  v.check((one) => Object.keys(one).length === 1, 'expected one of reference, compact, expanded'),
  v.description('The security attributes of the FCP (3G); without them anyone may do anything'),
);

const common = { path, life_cycle: v.exactOptional(lifeCycle), rule: v.optional(rule) };

const elementary = {
  ...common,
  sfi: v.exactOptional(
    v.pipe(
      v.union([whole(1, 30), v.literal('none')], 'expected a number from 1 to 30, or "none"'),
      v.description(
        'Tag 88; none: an empty tag; not given: no tag, and the low five bits of the identifier count',
      ),
    ),
  ),
  chv: v.exactOptional(
    hex(3, 3, 'Access conditions in 2G, bytes 9 to 11 of the answer to SELECT (04F044)'),
  ),
  readable_when_invalidated: v.exactOptional(
    v.pipe(boolean, v.description('2G: b3 of byte 12 (false)')),
  ),
  delay_ms: v.exactOptional(
    v.pipe(whole(0, 60_000), v.description('Each READ takes this long (0)')),
  ),
};

const directory = table({
  kind: v.literal('df'),
  ...common,
  aid: v.exactOptional(hex(1, 16, 'Makes the directory an application (ADF)')),
  pin_status: v.exactOptional(
    v.pipe(
      v.pipe(
        v.array(whole(1, 255), 'expected a list of keys'),
        v.maxLength(MAX_PINS, `expected at most ${MAX_PINS}`),
      ),
      v.description('The keys that the PIN status template of the FCP names (all of the card)'),
    ),
  ),
});

const description = (profile: string) =>
  v.exactOptional(
    v.pipe(
      v.custom<Readonly<Record<string, unknown>>>(
        (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
        'expected a table: a description as docs/message.md has it',
      ),
      v.description(`${profile}, from a description as docs/message.md has it`),
    ),
  );

const transparent = table({
  kind: v.literal('transparent'),
  ...elementary,
  content: v.exactOptional(hex(0, MAX_FILE, 'The content as hexadecimal digits')),
  text: v.exactOptional(
    v.pipe(
      v.string('expected text in quotes'),
      v.maxLength(MAX_FILE, `expected at most ${MAX_FILE} bytes`),
      v.description('The content as text, in UTF-8'),
    ),
  ),
  message: description('A DM bootstrap message as content'),
  provisioning: description('A Client Provisioning document as content'),
  size: v.exactOptional(
    v.pipe(
      whole(1, MAX_FILE),
      v.description('Bytes of the file: what is more than its content is padded'),
    ),
  ),
  padding: v.exactOptional(
    v.pipe(word(['FF', '00', '8000']), v.description('What stands behind the content (FF)')),
  ),
});

const linearFixed = table({
  kind: v.literal('linear-fixed'),
  ...elementary,
  record_length: v.pipe(whole(1, 255), v.description('Bytes of each record')),
  records: v.pipe(
    v.array(hex(0, 255, 'A record'), 'expected a list of records'),
    v.maxLength(254, 'expected at most 254 records'),
    v.description('The records as hexadecimal digits; what a record lacks is FF'),
  ),
});

const pin = table({
  key: v.pipe(whole(1, 255), v.description('The key reference: CHV1 is 0x01, CHV2 0x81')),
  value: v.pipe(
    v.string('expected 4 to 8 digits in quotes'),
    v.regex(/^[0-9]{4,8}$/, 'expected 4 to 8 digits in quotes'),
    v.description('4 to 8 digits'),
  ),
  tries: v.exactOptional(
    v.pipe(whole(1, 15), v.description('Wrong tries in a row that block it (3)')),
  ),
  left: v.exactOptional(v.pipe(whole(0, 15), v.description('Tries left now (all of them)'))),
  unblock_tries: v.exactOptional(
    v.pipe(whole(0, 15), v.description('Tries of the unblocking code (10)')),
  ),
  enabled: v.exactOptional(v.pipe(boolean, v.description('Whether it is asked for (true)'))),
  initialised: v.exactOptional(
    v.pipe(boolean, v.description('Whether it can be used at all (true)')),
  ),
  replaces_application_pin: v.exactOptional(
    v.pipe(
      boolean,
      v.description('The universal PIN takes the place of a disabled application PIN (false)'),
    ),
  ),
});

const incident = table({
  sw: v.exactOptional(hex(2, 258, 'The answer: data, if any, and a status word')),
  mute: v.exactOptional(
    v.pipe(boolean, v.description('The card never answers again until it is reset')),
  ),
  delay_ms: v.exactOptional(
    v.pipe(whole(0, 60_000), v.description('The answer takes this much longer')),
  ),
});

const quirks = table({
  channels: v.exactOptional(
    v.pipe(whole(0, 19), v.description('Logical channels besides the basic one (3)')),
  ),
  max_le: v.exactOptional(
    v.pipe(whole(1, 256), v.description('A READ for more bytes is refused with 6700 (256)')),
  ),
  empty_above_le: v.exactOptional(
    v.pipe(whole(1, 256), v.description('A READ for more bytes gets 9000 and no data (256)')),
  ),
  over_long_le: v.exactOptional(
    v.pipe(
      word(['6C', '6282', 'short']),
      v.description(
        '3G, a READ for more than there is: 6CXX, or what there is with 6282 or with 9000 (6C)',
      ),
    ),
  ),
  no_sfi: v.exactOptional(
    v.pipe(boolean, v.description('Short file identifiers are not known (false)')),
  ),
  no_select_silent: v.exactOptional(
    v.pipe(boolean, v.description('SELECT without an answer is refused with 6A86 (false)')),
  ),
  six_one_at: v.exactOptional(
    v.pipe(
      whole(1, 256),
      v.description('3G: a longer READ answer comes in pieces, announced by 61XX (256)'),
    ),
  ),
  disabled_pin_query: v.exactOptional(
    v.pipe(
      word(['63CX', '6984']),
      v.description('What an empty VERIFY says of a disabled PIN (63CX)'),
    ),
  ),
  foreign_class: v.exactOptional(
    hex(2, 2, 'The status word for a class that the card does not serve (6E00)'),
  ),
  proactive: v.exactOptional(
    v.pipe(
      whole(1, 255),
      v.description('A proactive command of so many bytes waits: every 9000 is 91XX'),
    ),
  ),
  delay_ms: v.exactOptional(
    v.pipe(whole(0, 60_000), v.description('Every command takes this long (0)')),
  ),
  at: v.exactOptional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,5}$/, 'expected the number of a command')),
        incident,
        TABLE_PROBLEM,
      ),
      v.description('What happens at the N-th command of the life of the card; the first is 1'),
    ),
  ),
});

const protocol = word(['T=0', 'T=1']);

const IMAGE = {
  atr: hex(2, 33, 'The answer to reset'),
  mode: v.pipe(word(['2g', '3g']), v.description('2g: a SIM (TS 51.011). 3g: a UICC (TS 102 221)')),
  serves_2g: v.exactOptional(
    v.pipe(
      boolean,
      v.description('A UICC becomes a SIM when its first command has class A0 (false)'),
    ),
  ),
  protocol: v.pipe(protocol, v.description('The transmission protocol')),
  pins: v.exactOptional(
    v.pipe(
      v.array(pin, 'expected tables, each headed by [[pins]]'),
      v.maxLength(MAX_PINS, `expected at most ${MAX_PINS} PINs`),
    ),
  ),
  quirks: v.exactOptional(quirks),
  files: v.pipe(
    v.array(
      v.variant(
        'kind',
        [directory, transparent, linearFixed],
        'expected kind = "df", "transparent" or "linear-fixed"',
      ),
      'expected tables, each headed by [[files]]',
    ),
    v.maxLength(MAX_FILES, `expected at most ${MAX_FILES} files`),
    v.description('The file system in any order; the MF is the df with path 3F00'),
  ),
};

const WORD_PROBLEM =
  'expected a list of the program and its arguments, such as ["python3", "card.py"]';

const PROGRAM = {
  program: v.pipe(
    v.array(
      v.pipe(
        v.string(WORD_PROBLEM),
        v.maxLength(MAX_WORD, WORD_PROBLEM),
        v.regex(/^[^\0]+$/, WORD_PROBLEM),
      ),
      WORD_PROBLEM,
    ),
    v.minLength(1, WORD_PROBLEM),
    v.maxLength(64, WORD_PROBLEM),
    v.description(
      'A program that plays the card (docs/card-program.md), run in the folder of this file',
    ),
  ),
  protocol: v.exactOptional(v.pipe(protocol, v.description('The transmission protocol (T=0)'))),
};

/** A card as a file describes it. */
export const imageSchema = table(IMAGE);
/** A card that a program plays. */
export const programSchema = table(PROGRAM);

/** What a file says, each key by itself; what they say together is not checked yet. */
export type RawImage = v.InferOutput<typeof imageSchema>;
export type RawFile = RawImage['files'][number];

const keysOf = ({ entries }: { readonly entries: object }): string[] => Object.keys(entries);

/** All keys: what stands in the place of one may be shown only if it is one. A PIN may stand there by mistake. */
export const KEYS: ReadonlySet<string> = new Set([
  ...Object.keys(IMAGE),
  ...Object.keys(PROGRAM),
  ...[directory, transparent, linearFixed, pin, incident, quirks].flatMap(keysOf),
  ...['reference', 'compact', 'expanded'],
]);
