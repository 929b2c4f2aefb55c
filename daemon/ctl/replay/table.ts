import type { Options } from '../../options.js';
import type { Command } from '../command.js';

export const TRACE_REPLAY = {
  fault: {
    type: 'string',
    multiple: true,
    value: 'FAULT',
    help: 'what goes wrong at the N-th command: tear@N, tear-mid@N, sw@N=6F00, delay@N=3s, mute@N, garble@N, swap@N=OTHER, reset@N',
  },
  'fault-matrix': {
    type: 'string',
    value: 'FAULTS',
    help: 'each of these, such as tear,sw,garble, at every command, one at a time',
  },
  jobs: {
    type: 'string',
    value: 'NUMBER',
    help: 'processes that play (default: one a processor)',
  },
  shard: { type: 'string', value: 'I/N', help: 'only the I-th of N equal shares of the files' },
  'by-state': {
    type: 'boolean',
    help: 'cards of traces answer by their state, as images do, not strictly in the order of the trace',
  },
  speed: {
    type: 'string',
    value: 'SPEED',
    choices: ['1', 'max'],
    help: '1: everything comes when the trace says; max: at once (default)',
  },
  junit: {
    type: 'string',
    value: 'FILE',
    help: 'write a JUnit report, too (- is standard output, in place of the text)',
  },
  json: { type: 'boolean', help: 'print JSON' },
} as const satisfies Options;

export const REPLAY_COMMANDS: readonly Command[] = [
  {
    name: 'trace replay',
    words: [
      {
        name: 'PATH',
        help: 'a trace, a card image, or a folder with such files below it',
        multiple: true,
      },
    ],
    summary: 'plays traces and card images through the whole daemon, and judges what comes of each',
    more: 'NAME.json beside NAME.trace says what must come of it, NAME.toml is the configuration; beside the image NAME.card.toml or NAME.card.json it is NAME.expect.json and NAME.config.toml. The card of an image is put in, visited and taken out. The state is in memory. With a fault what must hold is that nothing is lost, left half done or spent.',
    options: TRACE_REPLAY,
    exits: {
      1: 'something did not come as it should',
      65: 'a trace, an image, or what is beside it, cannot be read',
      66: 'there is no such path, it cannot be read, or there is no trace and no image below it',
      73: 'the report cannot be written',
    },
    examples: [
      {
        line: 'dmbootctl trace replay apdu-traces',
        does: 'judges all traces and images below a folder',
      },
      {
        line: 'dmbootctl trace replay apdu-traces --fault-matrix tear,sw,garble',
        does: 'breaks each at every command',
      },
    ],
    load: () => import('./replay.js'),
  },
];
