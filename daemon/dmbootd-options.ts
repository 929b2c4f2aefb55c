import { LOG_FORMATS, LOG_LEVELS } from './config/schema.js';
import { DEFAULTS, type Options } from './options.js';

/** The options of `dmbootd`, as `--help`, completions and the manual page know them. */
export const OPTIONS = {
  config: {
    type: 'string',
    value: 'FILE',
    help: `the configuration (default ${DEFAULTS.config}, if it is there)`,
  },
  state: {
    type: 'string',
    value: 'DIR',
    help: `where the management tree is kept (default ${DEFAULTS.state}; with --trace a scratch one)`,
  },
  runtime: {
    type: 'string',
    value: 'DIR',
    help: `where the sockets are (default $RUNTIME_DIRECTORY, else ${DEFAULTS.runtime}, or the state folder if it is not the default one)`,
  },
  trace: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: 'play this recorded trace in place of a reader; needs no PC/SC',
  },
  record: {
    type: 'string',
    value: 'DIR',
    help: "write a trace of each card's stay into this folder",
  },
  once: {
    type: 'boolean',
    help: 'visit each card that is there once, settle what is gone, and end',
  },
  json: { type: 'boolean', help: 'print what happens as JSON on standard output' },
  'log-level': {
    type: 'string',
    value: 'LEVEL',
    choices: LOG_LEVELS,
    help: `${LOG_LEVELS.join(', ')} (default info)`,
  },
  'log-format': {
    type: 'string',
    value: 'FORMAT',
    choices: LOG_FORMATS,
    help: `${LOG_FORMATS.join(', ')} (default auto)`,
  },
  help: { type: 'boolean', short: 'h', help: 'print this' },
} as const satisfies Options;
