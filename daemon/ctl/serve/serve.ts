import { once } from 'node:events';
import { realpathSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, isIPv6 } from 'node:net';
import { errorText } from '../../../lib/error.js';
import { printable, printableJson } from '../../../lib/text.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import { readBounded } from '../../file.js';
import type { Given } from '../command.js';
import { note } from '../source.js';
import { type Access, answer } from './answer.js';
import type { SERVE } from './table.js';

const MAX_PEM = 1024 * 1024;

/** Of a fleet on a bench. */
const MAX_CONNECTIONS = 1024;

/** Milliseconds that a client may take for a request, and a connection may wait for the next one. */
const LATE = { request: 30_000, next: 5_000 };

export async function run({ values, words }: Given<typeof SERVE>): Promise<ExitCode> {
  const root = folder(words[0]!);
  const told = (access: Access): void => {
    process.stdout.write(`${values.json ? printableJson(access) : line(access)}\n`);
  };
  const server = serverOf(values, root, told);
  await listen(server, values.address ?? '127.0.0.1', portOf(values.port));
  const url = urlOf(server);
  if (values.json) process.stdout.write(`${printableJson({ listening: url })}\n`);
  else note(`listening at ${url}`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  return EXIT.ok;
}

/** Like the logs of other servers. */
const line = ({ at, client, method, path, status, length }: Access): string =>
  printable(`${client} [${at}] "${method} ${path}" ${status} ${length}`);

function folder(dir: string): string {
  try {
    if (statSync(dir).isDirectory()) return realpathSync(dir);
  } catch (error) {
    throw new Exit(EXIT.noInput, errorText(error));
  }
  throw new Exit(EXIT.noInput, `${dir} is no folder`);
}

function portOf(text = '8443'): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Exit(EXIT.usage, '--port: expected a number of 0 to 65535');
}

function serverOf(
  values: Given<typeof SERVE>['values'],
  root: string,
  told: (access: Access) => void,
): Server {
  const clients = values['client-ca'];
  const pem = {
    cert: readBounded(values.cert!, MAX_PEM),
    key: readBounded(values.key!, MAX_PEM),
    ...(clients !== undefined && { ca: readBounded(clients, MAX_PEM), requestCert: true }),
  };
  try {
    const server = createServer({ ...pem, minVersion: 'TLSv1.2' }, (request, response) => {
      answer(root, request, response).then(told, (error: unknown) => {
        note(errorText(error));
        response.destroy();
      });
    });
    server.maxConnections = MAX_CONNECTIONS;
    server.requestTimeout = LATE.request;
    server.keepAliveTimeout = LATE.next;
    server.on('tlsClientError', (error, { remoteAddress }) =>
      note(`${remoteAddress ?? 'a client'}: no TLS comes about: ${error.message}`),
    );
    return server;
  } catch (error) {
    throw new Exit(EXIT.data, `the certificate or the key cannot be used: ${errorText(error)}`);
  }
}

async function listen(server: Server, address: string, port: number): Promise<void> {
  try {
    const listening = once(server, 'listening');
    server.listen(port, address);
    await listening;
  } catch (error) {
    throw new Exit(EXIT.unavailable, errorText(error));
  }
}

function urlOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  return `https://${isIPv6(address) ? `[${address}]` : address}:${port}/`;
}
