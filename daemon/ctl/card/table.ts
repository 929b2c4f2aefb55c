import type { Options } from '../../options.js';
import type { Command, Word } from '../command.js';

const JSON_OPTION = { type: 'boolean', help: 'print JSON' } as const;

const OUTPUT = {
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    required: true,
    help: 'where the image goes: NAME.card.toml or NAME.card.json',
  },
  json: JSON_OPTION,
} as const satisfies Options;

export const CARD_NEW = {
  message: {
    type: 'string',
    value: 'FILE',
    help: 'the message on it, byte for byte (default: none, the file is initialised)',
  },
  describe: {
    type: 'string',
    value: 'FILE',
    help: 'the message on it, from a description as docs/message.md has it',
  },
  mode: {
    type: 'string',
    value: 'MODE',
    choices: ['2g', '3g'],
    help: '2g, a SIM, or 3g, a UICC (default 3g)',
  },
  'pin-file': {
    type: 'string',
    value: 'FILE',
    help: 'the message is read with the PIN that stands there (- is standard input)',
  },
  private: { type: 'boolean', help: 'the entry has the flag private' },
  modifiable: { type: 'boolean', help: 'the entry has the flag modifiable' },
  entry: {
    type: 'string',
    value: 'SHAPE',
    choices: ['opaque', 'oiddo'],
    help: 'opaque, as the specification has it, or oiddo (default opaque)',
  },
  protocol: {
    type: 'string',
    value: 'PROTOCOL',
    choices: ['T=0', 'T=1'],
    help: 'T=0 or T=1 (default T=0)',
  },
  iccid: { type: 'string', value: 'IDENTITY', help: 'its ICCID, 10 to 20 digits' },
  ...OUTPUT,
} as const satisfies Options;

export const CARD_SERVE = {
  port: {
    type: 'string',
    value: 'PORT',
    help: 'where vpcd listens for its slot 0; slot N is the port N above (default 35963)',
  },
  control: {
    type: 'string',
    value: 'FILE',
    help: 'a Unix socket that takes the commands of standard input, too',
  },
  'run-programs': {
    type: 'boolean',
    help: 'run the programs that images name; without it such an image is refused',
  },
  json: JSON_OPTION,
} as const satisfies Options;

export const CARD_STDIO = {
  json: { type: 'boolean', help: 'changes nothing: the lines are JSON anyway' },
} as const satisfies Options;

export const CARD_CHECK = {
  reader: {
    type: 'string',
    value: 'READER',
    help: 'the card in this reader, in place of an image',
  },
  'run-programs': CARD_SERVE['run-programs'],
  json: JSON_OPTION,
} as const satisfies Options;

export const CARD_FROM_TRACE = {
  stay: {
    type: 'string',
    value: 'NUMBER',
    help: 'which of the cards in the trace, from 1 (default: the first)',
  },
  'pin-file': {
    type: 'string',
    value: 'FILE',
    help: 'the PIN of the card, which no trace holds (- is standard input)',
  },
  ...OUTPUT,
} as const satisfies Options;

const IMAGE: Word = { name: 'FILE', help: 'a card image (docs/card-image.md)' };
const WRONG_IMAGE = 'an image is wrong';
const UNREADABLE = 'a file cannot be read';
const UNWRITABLE = 'the image cannot be written';

/** Virtual cards: making, rebuilding, playing and judging them. */
export const CARD_COMMANDS: readonly Command[] = [
  {
    name: 'card new',
    words: [],
    summary: 'a card image from a message and a few options',
    more: 'The image holds the message and the PIN. Everything else in it can be changed by hand.',
    options: CARD_NEW,
    exits: {
      65: 'the description or the PIN is wrong',
      66: UNREADABLE,
      73: UNWRITABLE,
    },
    examples: [
      {
        line: 'dmbootctl card new --describe account.toml -o my.card.toml',
        does: 'makes a UICC with an account on it',
      },
    ],
    load: () => import('./new.js'),
  },
  {
    name: 'card from-trace',
    words: [
      { name: 'FILE', help: 'a recorded trace, or a log of another program (docs/traces.md)' },
    ],
    summary: 'a card image rebuilt from what a trace shows',
    more: 'What the trace did not show is said in comments of a .card.toml.',
    options: CARD_FROM_TRACE,
    exits: {
      65: 'it is no trace, or shows no such card',
      66: UNREADABLE,
      73: UNWRITABLE,
    },
    examples: [
      {
        line: 'dmbootctl card from-trace recorded.trace -o again.card.toml',
        does: 'makes a virtual card of a recorded one',
      },
    ],
    load: () => import('./from-trace.js'),
  },
  {
    name: 'card serve',
    words: [{ ...IMAGE, multiple: true }],
    summary: 'plays cards in the slots of a virtual reader behind pcscd',
    more: 'It needs the vpcd driver of vsmartcard. Lines on standard input move cards: insert 1, remove 1, swap 1 FILE, status, quit. Slots count from 1.',
    options: CARD_SERVE,
    exits: { 65: WRONG_IMAGE, 66: UNREADABLE, 69: 'no vpcd listens', 73: 'no control socket' },
    examples: [
      {
        line: 'dmbootctl card serve one.card.toml other.card.toml',
        does: 'puts a card into each of two slots, until it is told to quit',
      },
    ],
    load: () => import('./serve.js'),
  },
  {
    name: 'card check',
    words: [{ ...IMAGE, optional: true }],
    summary: 'whether a card is as Appendix D of the specification has it, item by item',
    more: 'Of an image, or of the card in a reader. The card is read; no PIN is ever tried.',
    options: CARD_CHECK,
    exits: {
      1: 'an item failed, or the card does not answer, or not as any procedure has it',
      65: WRONG_IMAGE,
      66: 'a file cannot be read, or there is no such reader, or no card in it',
      69: 'PC/SC does not answer',
    },
    examples: [
      { line: 'dmbootctl card check my.card.toml', does: 'judges a card that is to be issued' },
    ],
    load: () => import('./check.js'),
  },
  {
    name: 'card stdio',
    words: [IMAGE],
    summary: 'plays a card over standard input and output, in JSON lines',
    more: 'docs/card-program.md has the protocol. It ends with its input.',
    options: CARD_STDIO,
    exits: { 65: 'an image or a line is wrong', 66: UNREADABLE },
    examples: [
      {
        line: 'dmbootctl card stdio my.card.toml',
        does: 'plays a card for a program that asks it',
      },
    ],
    load: () => import('./stdio.js'),
  },
];
