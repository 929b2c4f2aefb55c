import type { Options } from '../../options.js';
import type { Command } from '../command.js';
import { NO_DAEMON, PLACE } from '../place.js';

export const PUSH = {
  ...PLACE,
  sender: {
    type: 'string',
    value: 'SENDER',
    required: true,
    help: 'who sent it, such as +491701234567',
  },
} as const satisfies Options;

const OFF = 'no daemon answers, or nobody may push to it';

/** The longer names stand first: a line is the first command whose name it begins with. */
export const PUSH_COMMANDS: readonly Command[] = [
  {
    name: 'push confirm',
    words: [
      {
        name: 'ID',
        help: 'which one, as `push list` calls it (default: the only one)',
        optional: true,
      },
    ],
    summary: 'tries the PIN of a pushed message that waits for it',
    more: 'The PIN is asked for, or is the first line of standard input: it never stands on a command line. After three wrong ones the message is gone.',
    options: PLACE,
    exits: {
      1: 'the PIN is wrong, or the message is of no use',
      66: 'no such message waits',
      69: OFF,
      73: 'the state cannot be written',
    },
    examples: [{ line: 'dmbootctl push confirm', does: 'asks for the PIN, and tries it' }],
    load: () => import('./confirm.js'),
  },
  {
    name: 'push drop',
    words: [{ name: 'ID', help: 'which one, as `push list` calls it' }],
    summary: 'takes away a pushed message that waits for its PIN',
    more: 'For one that nobody knows the PIN of. It may be handed in again.',
    options: PLACE,
    exits: {
      66: 'no such message waits',
      69: OFF,
      73: 'the state cannot be written: it still waits',
    },
    examples: [{ line: 'dmbootctl push drop 5C1F0A9B33D2', does: 'drops this one' }],
    load: () => import('./drop.js'),
  },
  {
    name: 'push list',
    words: [],
    summary: 'the pushed messages that wait for a PIN',
    more: 'Only a daemon knows of them.',
    options: PLACE,
    exits: { 69: NO_DAEMON },
    examples: [{ line: 'dmbootctl push list', does: 'lists what waits, and the tries left' }],
    load: () => import('./list.js'),
  },
  {
    name: 'push',
    words: [{ name: 'FILE', help: 'a WAP push as it was received (- is standard input)' }],
    summary: 'hands in a WAP push with a bootstrap message',
    more: 'It is judged by its MAC, and by who may push (push.senders). What came into force does nothing when it comes again.',
    options: PUSH,
    exits: {
      1: 'it is refused, or of no use',
      65: 'it is too long',
      66: 'it cannot be read',
      69: OFF,
      73: 'the state cannot be written',
    },
    examples: [
      {
        line: 'dmbootctl push --sender +491701234567 message.wsp',
        does: 'hands in what a modem received',
      },
    ],
    load: () => import('./push.js'),
  },
];
