import type { Options } from '../../options.js';
import type { Command } from '../command.js';

export const SERVE = {
  cert: {
    type: 'string',
    value: 'FILE',
    required: true,
    help: "the server's certificate as PEM, and those between it and who vouches for it",
  },
  key: { type: 'string', value: 'FILE', required: true, help: 'its key as PEM' },
  'client-ca': {
    type: 'string',
    value: 'FILE',
    help: 'clients must show a certificate that one of these, as PEM, vouches for',
  },
  address: {
    type: 'string',
    value: 'ADDRESS',
    help: 'where to listen (default 127.0.0.1; 0.0.0.0 or :: for everybody)',
  },
  port: { type: 'string', value: 'PORT', help: 'the port (default 8443; 0: any that is free)' },
  json: { type: 'boolean', help: 'print JSON: an object a line' },
} as const satisfies Options;

export const SERVE_COMMANDS: readonly Command[] = [
  {
    name: 'serve',
    words: [{ name: 'DIR', help: 'the folder of the messages' }],
    summary: 'a Bootstrap Server for the bench: HTTPS GET of the messages of a folder',
    more: 'The path of a URL names a file, so each client may have a path of its own; 404 where there is none. Each answer is a line. It ends with SIGINT or SIGTERM. Whoever may connect gets the messages, secrets and all.',
    options: SERVE,
    exits: {
      65: 'a certificate or key is none',
      66: 'the folder, or a file that was named, cannot be read',
      69: 'nobody can listen there',
    },
    examples: [
      {
        line: 'dmbootctl serve messages --cert server.pem --key server.key',
        does: 'answers https://localhost:8443/NAME with messages/NAME',
      },
    ],
    load: () => import('./serve.js'),
  },
];
