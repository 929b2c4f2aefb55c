import { DEFAULTS, type Options } from '../options.js';

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

export const NO_DAEMON = 'no daemon answers, or PC/SC does not answer it';
