import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Issued } from './certificates.js';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A Bootstrap Server over real TLS on the loopback interface. */
export class BootstrapServer {
  readonly requests: IncomingMessage[] = [];
  handler: Handler;
  readonly #server: Server;

  private constructor(server: Server, handler: Handler) {
    this.#server = server;
    this.handler = handler;
  }

  static async listen(
    { cert, key }: Issued,
    handler: Handler,
    options: ServerOptions = {},
    { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number } = {},
  ): Promise<BootstrapServer> {
    const server = createServer({ cert, key, ...options });
    const bootstrap = new BootstrapServer(server, handler);
    // A client that does not trust it goes in the midst of the handshake.
    server.on('tlsClientError', () => undefined);
    server.on('request', (request, response) => {
      bootstrap.requests.push(request);
      bootstrap.handler(request, response);
    });
    server.listen(port, host);
    await once(server, 'listening');
    return bootstrap;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path = '/message', host = 'localhost'): string {
    return `https://${host}:${this.port}${path}`;
  }

  /** Shows this certificate from the next connection on. */
  show({ cert, key }: Issued): void {
    this.#server.setSecureContext({ cert, key });
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Answers with a message. */
export const message =
  (bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}): Handler =>
  (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/vnd.syncml.dm+wbxml', ...headers });
    response.end(bytes);
  };

/** Answers with a status and no message. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Handler =>
  (_, response) => {
    response.writeHead(code, headers);
    response.end('no message\n');
  };
