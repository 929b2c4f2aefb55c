import { DEFAULTS, type Options } from '../../options.js';
import type { Command, Word } from '../command.js';

const JSON_OPTION = { type: 'boolean', help: 'print JSON' } as const;
const CONFIG = {
  type: 'string',
  value: 'FILE',
  help: `how messages are taken: the configuration (default ${DEFAULTS.config}, if it is there)`,
} as const;
const OUTPUT = { type: 'string', short: 'o', value: 'FILE' } as const;

export const TRACE_SHOW = {
  json: { type: 'boolean', help: 'print JSON, an object a line' },
  'show-secrets': {
    type: 'boolean',
    help: 'print passwords, keys and all bytes that were read too, but no PIN',
  },
  config: CONFIG,
} as const satisfies Options;

export const TRACE_REPORT = {
  output: { ...OUTPUT, required: true, help: 'where the page goes (- is standard output)' },
  config: CONFIG,
  json: JSON_OPTION,
} as const satisfies Options;

export const TRACE_DIFF = {
  output: { ...OUTPUT, help: 'write a page instead of text (- is standard output)' },
  config: CONFIG,
  json: JSON_OPTION,
} as const satisfies Options;

const FILE: Word = { name: 'FILE', help: 'a trace of a card, or a log of another program' };
const UNREADABLE = {
  65: 'a file is no trace',
  66: 'a file cannot be read',
  78: 'the configuration is wrong',
} as const;
const UNWRITABLE = 'the page cannot be written';

/** What tells people what is in traces. */
export const TRANSCRIPT_COMMANDS: readonly Command[] = [
  {
    name: 'trace show',
    words: [FILE],
    summary: 'a trace in words: each exchange, with what it brought decoded',
    more: 'Passwords and keys are masked, and so are the bytes of files that may hold them; a PIN is never shown.',
    options: TRACE_SHOW,
    exits: UNREADABLE,
    examples: [
      { line: 'dmbootctl trace show card.trace', does: 'says what went over the line' },
      {
        line: `dmbootctl trace show --json card.trace | jq -r 'select(.sw == "6982") | .text'`,
        does: 'prints the commands that were not allowed',
      },
    ],
    load: () => import('./show.js'),
  },
  {
    name: 'trace report',
    words: [{ ...FILE, help: 'traces of cards, or logs of other programs', multiple: true }],
    summary: 'a page about traces: exchanges, files, messages, the tree, and the time',
    more: 'One HTML file that needs nothing else, neither a network nor scripts. Each trace goes through the whole of dmbootd with an empty tree; passwords and keys are masked.',
    options: TRACE_REPORT,
    exits: { ...UNREADABLE, 73: UNWRITABLE },
    examples: [{ line: 'dmbootctl trace report card.trace -o card.html', does: 'writes the page' }],
    load: () => import('./report.js'),
  },
  {
    name: 'trace diff',
    words: [
      { name: 'FILE', help: 'a trace' },
      { name: 'FILE', help: 'another one' },
    ],
    summary: 'what is different in two traces, such as of two releases of a card',
    more: 'Compared are ATRs, exchanges, status words, files, messages, accounts and the tree. Times are shown, but make no difference. Secrets are only said to differ.',
    options: TRACE_DIFF,
    exits: { 1: 'the two differ', ...UNREADABLE, 73: UNWRITABLE },
    examples: [
      {
        line: 'dmbootctl trace diff old.trace new.trace -o diff.html',
        does: 'compares two cards, on a page',
      },
    ],
    load: () => import('./diff.js'),
  },
];
