import { DEFAULTS, type Options } from '../../options.js';
import type { Command } from '../command.js';

/** What `lib/trace/formats.ts` reads and writes, in words: nothing of it is loaded for `--help`. */
const READ = ['native', 'cardpeek', 'gsmtap', 'pcscd', 'scriptor', 'pysim'] as const;
const WRITTEN = ['native', 'cardpeek', 'gsmtap', 'scriptor'] as const;

export const TRACE_CONVERT = {
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    required: true,
    help: 'where the trace goes; .trace, .clf, .pcap or .scriptor tells its format',
  },
  from: {
    type: 'string',
    value: 'FORMAT',
    choices: READ,
    help: `${READ.join(', ')} (default: what it looks like)`,
  },
  to: {
    type: 'string',
    value: 'FORMAT',
    choices: WRITTEN,
    help: `${WRITTEN.join(', ')} (default: as the name says)`,
  },
  redact: {
    type: 'boolean',
    help: 'replace passwords, keys and nonces by fillers of the same length',
  },
  json: { type: 'boolean', help: 'print JSON' },
} as const satisfies Options;

export const TRACE_RECORD = {
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
    help: 'where the trace goes; in a folder it gets a name of its own',
  },
  config: {
    type: 'string',
    value: 'FILE',
    help: `PINs, mode and rules (default ${DEFAULTS.config}, if it is there)`,
  },
  state: {
    type: 'string',
    value: 'DIR',
    help: `whose ledger guards the PIN (default ${DEFAULTS.state})`,
  },
  json: { type: 'boolean', help: 'print JSON' },
} as const satisfies Options;

/** The commands on traces. */
export const TRACE_COMMANDS: readonly Command[] = [
  {
    name: 'trace record',
    words: [],
    summary: 'one walk over the card in a reader, as a trace',
    more: 'The walk is that of the daemon, and what comes of it is printed; the tree is not touched. The file holds secrets, but no PIN.',
    options: TRACE_RECORD,
    exits: {
      66: 'there is no such reader, or no card in it',
      69: 'PC/SC does not answer',
      73: 'the file cannot be written',
      75: 'a PIN is configured, and a daemon owns the state',
      78: 'the configuration is wrong',
    },
    examples: [
      { line: 'dmbootctl trace record -o card.trace', does: 'records the first card' },
      {
        line: 'dmbootctl trace record -o card.trace && dmbootd --trace card.trace',
        does: 'plays it without the card',
      },
    ],
    load: () => import('./record.js'),
  },
  {
    name: 'trace convert',
    words: [{ name: 'FILE', help: 'a trace or a log of another program' }],
    summary: 'a trace in another format, or without its secrets',
    more: 'It is exact, so the secrets in it stay, but for PINs: they are masked whatever the format. A file of any length is taken, but with --redact no more than a replay takes.',
    options: TRACE_CONVERT,
    exits: {
      65: 'it is no trace of that format, or its secrets cannot be told',
      66: 'it cannot be read',
      73: 'the file cannot be written',
    },
    examples: [
      { line: 'dmbootctl trace convert card.trace -o card.pcap', does: 'shows it in Wireshark' },
      {
        line: 'dmbootctl trace convert --redact card.trace -o mail.trace',
        does: 'makes a trace that can be given away',
      },
    ],
    load: () => import('./convert.js'),
  },
];
