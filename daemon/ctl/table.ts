import { DEFAULTS, type Options } from '../options.js';
import type { Command, Word } from './command.js';

/** Where to ask, and how to print what comes. */
export const PLACE = {
  state: {
    type: 'string',
    value: 'DIR',
    help: `the state folder, and that of its daemon's sockets (default ${DEFAULTS.state})`,
  },
  runtime: {
    type: 'string',
    value: 'DIR',
    help: `where the daemon's sockets are (default ${DEFAULTS.runtime}, or the state folder that is named)`,
  },
  json: { type: 'boolean', help: 'print JSON' },
} as const satisfies Options;

const CONFIG = {
  type: 'string',
  value: 'FILE',
  help: `the configuration (default ${DEFAULTS.config}, if it is there)`,
} as const;

export const TREE = {
  ...PLACE,
  config: { ...CONFIG, help: `whose initial rights ACLs show without a daemon, ${CONFIG.help}` },
  'show-secrets': {
    type: 'boolean',
    help: 'print passwords and keys too, from the state folder',
  },
} as const satisfies Options;

export const EVENTS = {
  ...PLACE,
  follow: { type: 'boolean', short: 'f', help: 'go on with what happens from now on' },
} as const satisfies Options;

export const WAIT = {
  ...PLACE,
  for: {
    type: 'string',
    value: 'WHAT',
    choices: ['applied', 'removed'],
    required: true,
    help: 'applied: an account is there, and confirmed; removed: no account of a card is left',
  },
  timeout: {
    type: 'string',
    value: 'TIME',
    help: 'give up after this long, such as 30s (default: never)',
  },
} as const satisfies Options;

export const RETRIEVE = {
  reader: {
    type: 'string',
    value: 'READER',
    help: 'the reader (default: the first that holds a card)',
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    required: true,
    help: 'where the message goes, byte for byte',
  },
  config: { ...CONFIG, help: `PINs and mode: ${CONFIG.help}` },
  state: {
    type: 'string',
    value: 'DIR',
    help: `whose ledger guards the PIN (default ${DEFAULTS.state})`,
  },
  json: { type: 'boolean', help: 'print JSON' },
} as const satisfies Options;

export const DOCTOR = {
  ...PLACE,
  config: { ...CONFIG, help: `the configuration to look at (default ${DEFAULTS.config})` },
} as const satisfies Options;

/** The options of every command that writes a document. */
export const OUTPUT = {
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    required: true,
    help: 'where the document goes (- is standard output)',
  },
  wbxml: {
    type: 'string',
    value: 'VERSION',
    choices: ['1.1', '1.2', '1.3'],
    help: 'of WBXML: 1.1, 1.2 or 1.3 (default 1.2)',
  },
  'string-table': { type: 'boolean', help: 'text that is needed more than once stands in a table' },
  json: PLACE.json,
} as const satisfies Options;

export const ENCODE = OUTPUT;

export const MESSAGE_CREATE = {
  profile: {
    type: 'string',
    value: 'PROFILE',
    choices: ['dm', 'cp'],
    help: 'dm, a DM message, or cp, a Client Provisioning document (default dm)',
  },
  tnds: {
    type: 'string',
    value: 'FORM',
    choices: ['wbxml', 'xml'],
    help: 'wbxml or xml: how the objects stand in a DM message (default wbxml)',
  },
  ...OUTPUT,
} as const satisfies Options;

export const DECODE = {
  explain: {
    type: 'boolean',
    help: 'say what applying it would do to the tree; nothing is changed',
  },
  state: {
    type: 'string',
    value: 'DIR',
    help: `with --explain, whose tree (default ${DEFAULTS.state})`,
  },
  json: PLACE.json,
  origin: {
    type: 'string',
    value: 'KIND:ID',
    help: 'with --explain, where it comes from (default: a new card)',
  },
  config: { ...CONFIG, help: `with --explain, how messages are taken: ${CONFIG.help}` },
  'show-secrets': { type: 'boolean', help: 'with --explain, print passwords and keys too' },
} as const satisfies Options;

const ORIGIN: Word = {
  name: 'ORIGIN',
  help: 'the number that `origins` shows, or the id, such as an ICCID',
};
const READER: Word = { name: 'READER', help: 'its name in PC/SC', optional: true };
const NO_STATE = 'there is no such state folder';
const UNWRITABLE = 'the file cannot be written';
const NO_DAEMON = 'no daemon answers, or PC/SC does not answer it';

/** Adding a command adds a file and an entry. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'status',
    words: [],
    summary: 'how it stands: daemon, readers, cards, accounts, latest events',
    more: 'Without a daemon, the accounts that its state folder holds.',
    options: PLACE,
    exits: { 66: NO_STATE },
    examples: [{ line: 'dmbootctl status', does: 'shows on one screen how it stands' }],
    load: () => import('./status.js'),
  },
  {
    name: 'readers',
    words: [],
    summary: 'the readers, and what came of the card in each',
    more: 'Only a daemon knows readers.',
    options: PLACE,
    exits: { 66: NO_STATE },
    examples: [
      {
        line: `dmbootctl readers --json | jq -r '.readers[].card.outcome'`,
        does: 'prints the outcome of each card',
      },
    ],
    load: () => import('./readers.js'),
  },
  {
    name: 'doctor',
    words: [],
    summary: 'looks for what keeps it from working, and says what to do about it',
    more: 'Only reads: no card is touched, and no PIN is tried. Root sees all of it; what another user may not look at is skipped.',
    options: DOCTOR,
    exits: { 1: 'something fails' },
    examples: [
      { line: 'dmbootctl doctor', does: 'looks at everything' },
      {
        line: `dmbootctl doctor --json | jq -r '.findings[].remedy | strings'`,
        does: 'prints what is to be done',
      },
    ],
    load: () => import('./doctor.js'),
  },
  {
    name: 'accounts',
    words: [],
    summary: 'the accounts in the management tree',
    more: 'An account is unconfirmed while nobody can say whether the card that brought it still holds it.',
    options: PLACE,
    exits: { 66: NO_STATE },
    examples: [{ line: 'dmbootctl accounts', does: 'lists the accounts' }],
    load: () => import('./accounts.js'),
  },
  {
    name: 'tree',
    words: [{ name: 'URI', help: 'where to begin, such as ./DMAcc', optional: true }],
    summary: 'the management tree, or what is at and below a URI',
    more: 'Passwords, keys and nonces are masked.',
    options: TREE,
    exits: { 66: 'there is no such node or state folder' },
    examples: [{ line: 'dmbootctl tree ./NAP', does: 'shows the network access points' }],
    load: () => import('./tree.js'),
  },
  {
    name: 'origins',
    words: [],
    summary: 'where what is in the tree came from',
    more: 'The number of an origin stays the same as long as it has a layer in the tree.',
    options: PLACE,
    exits: { 66: NO_STATE },
    examples: [{ line: 'dmbootctl origins', does: 'lists the cards that brought something' }],
    load: () => import('./origins.js'),
  },
  {
    name: 'report',
    words: [{ ...ORIGIN, optional: true }],
    summary: 'what was done with what an origin brought, and why',
    more: 'Of each origin, if none is named.',
    options: PLACE,
    exits: { 66: 'there is no such origin or state folder' },
    examples: [{ line: 'dmbootctl report 1', does: 'reports on the first origin' }],
    load: () => import('./report.js'),
  },
  {
    name: 'events',
    words: [],
    summary: 'what happened lately, and with --follow what happens',
    more: 'A line an event; with --json an object a line. Following goes on over restarts of the daemon. Only a daemon knows events.',
    options: EVENTS,
    exits: {},
    examples: [
      {
        line: 'dmbootctl events --follow --json',
        does: 'tells programs what happens, as it happens',
      },
    ],
    load: () => import('./events.js'),
  },
  {
    name: 'rescan',
    words: [READER],
    summary: 'visits the card in a reader again, or all cards, and says what came of it',
    more: 'What was purged by hand comes back.',
    options: PLACE,
    exits: {
      1: 'a card ended in an outcome that is not a success',
      66: 'there is no such reader, or no card in it',
      69: NO_DAEMON,
    },
    examples: [{ line: 'dmbootctl rescan', does: 'visits all cards again' }],
    load: () => import('./rescan.js'),
  },
  {
    name: 'purge',
    words: [ORIGIN],
    summary: 'purges everything that came from an origin',
    more: 'If its card is in a reader, that holds until it is put in again or `rescan` is called.',
    options: PLACE,
    exits: { 66: 'there is no such origin or state folder', 73: 'the state cannot be written' },
    examples: [
      { line: 'dmbootctl purge 8988211000000430010', does: 'purges what this card brought' },
    ],
    load: () => import('./purge.js'),
  },
  {
    name: 'wait',
    words: [],
    summary: 'waits until there is an account, or none of a card any more',
    more: 'A daemon that does not answer yet is waited for, too. What holds already ends it at once.',
    options: WAIT,
    exits: { 1: 'the time is over' },
    examples: [
      {
        line: 'dmbootctl wait --for applied --timeout 30s && start-the-client',
        does: 'starts a client when it has an account to call home to',
      },
    ],
    load: () => import('./wait.js'),
  },
  {
    name: 'pin forget',
    words: [{ name: 'IDENTITY', help: 'the card, by its ICCID' }],
    summary: 'forgets that a card refused its PIN, so that it may be tried again',
    more: 'It is tried at the next visit: `rescan` makes one.',
    options: PLACE,
    exits: { 66: NO_STATE, 75: 'a daemon owns the state folder and its socket is not found' },
    examples: [
      {
        line: 'dmbootctl pin forget 8988211000000430010 && dmbootctl rescan',
        does: 'tries the configured PIN of this card once more',
      },
    ],
    load: () => import('./pin.js'),
  },
  {
    name: 'retrieve',
    words: [],
    summary: 'the bootstrap message of the card in a reader, into a file',
    more: 'The tree is not touched. The file holds secrets.',
    options: RETRIEVE,
    exits: {
      1: 'the card has no message, or it could not be read',
      66: 'there is no such reader, or no card in it',
      69: 'PC/SC does not answer',
      73: 'the file cannot be written',
      75: 'a PIN is configured, and a daemon owns the state',
      78: 'the configuration is wrong',
    },
    examples: [{ line: 'dmbootctl retrieve -o message.wbxml', does: 'reads the first card' }],
    load: () => import('./retrieve.js'),
  },
  {
    name: 'decode',
    words: [{ name: 'FILE', help: 'a WBXML or XML document' }],
    summary: 'a document as indented XML, or what applying it would do',
    more: 'The XML is exact, so secrets in it are printed; an explanation masks them.',
    options: DECODE,
    exits: {
      65: 'it cannot be parsed, or with --explain would be refused',
      66: 'the file cannot be read',
      78: 'the configuration is wrong',
    },
    examples: [
      { line: 'dmbootctl decode message.wbxml', does: 'prints a message as XML' },
      {
        line: 'dmbootctl decode --explain message.wbxml',
        does: 'says what it would do to the tree',
      },
    ],
    load: () => import('./decode.js'),
  },
  {
    name: 'encode',
    words: [{ name: 'FILE', help: 'XML, by hand or from decode' }],
    summary: 'XML as a WBXML document',
    more: 'Embedded documents become WBXML as well.',
    options: ENCODE,
    exits: { 65: 'it is no XML, or no such document', 66: 'it cannot be read', 73: UNWRITABLE },
    examples: [
      { line: 'dmbootctl encode message.xml -o message.wbxml', does: 'encodes a message' },
    ],
    load: () => import('./encode.js'),
  },
  {
    name: 'message create',
    words: [{ name: 'FILE', help: 'a description in TOML (docs/message.md)' }],
    summary: 'a bootstrap message from a short description',
    more: 'The message holds the secrets of the description.',
    options: MESSAGE_CREATE,
    exits: { 65: 'the description is wrong', 66: 'it cannot be read', 73: UNWRITABLE },
    examples: [
      { line: 'dmbootctl message create account.toml -o message.wbxml', does: 'writes a message' },
    ],
    load: () => import('./message.js'),
  },
];
