import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { printableJson } from '../../lib/text.js';
import { askedOf, bodyOf, match, WrongMethod } from './asked.js';
import { LIMITS, type Limits } from './limits.js';
import { PROBLEMS, Problem, problemOf } from './problem.js';
import type { Route } from './route.js';
import type { Served } from './served.js';
import { follow, lastEventId, wantsJson } from './stream.js';

const JSON_TYPE = 'application/json; charset=utf-8';
/** The text format of Prometheus. */
const TEXT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Why Node's parser gave a request up. */
const PARSER_PROBLEMS: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem('headers-too-large', 'the headers are too long'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('late', 'the request did not come in whole in time'),
};
const NO_HTTP = new Problem('bad-request', 'expected HTTP/1.1');

/** Serves a table of routes by HTTP/1.1. Nothing that comes over a connection makes it throw. */
export function serverOf(
  routes: readonly Route[],
  served: Served,
  limits: Limits = LIMITS,
): Server {
  const { history, counters, log } = served;
  const sockets = new Set<Socket>();
  let followers = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = match(routes, request);
    const { body, answer } = found.route;
    if (unread(sockets) > limits.unread) {
      throw new Problem('busy', 'too many answers wait to be read');
    }
    const asked = askedOf(found, body && (await bodyOf(request, limits.body)));
    if (answer.kind === 'json') {
      send(response, 200, JSON_TYPE, printableJson(answer.handle(served, asked)));
    } else if (answer.kind === 'text') {
      send(response, 200, TEXT_TYPE, answer.handle(served));
    } else if (wantsJson(request)) {
      const events = history.since(lastEventId(request) ?? history.forgotten);
      send(response, 200, JSON_TYPE, printableJson({ events }));
    } else {
      stream(response, lastEventId(request));
    }
  }

  function stream(response: ServerResponse, after: number | null): void {
    if (followers >= limits.followers) throw new Problem('busy', 'too many follow the events');
    followers += 1;
    counters.followers += 1;
    response.once('close', () => {
      followers -= 1;
      counters.followers -= 1;
    });
    follow(history, response, after, limits.heartbeat);
  }

  function refuse(error: unknown, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const problem = problemOf(error);
    if (problem === null) log.error('a fault of this program', { error });
    if (problem instanceof WrongMethod) response.setHeader('allow', problem.allowed.join(', '));
    // What is left of a body that is too large is not read.
    if (problem?.code === 'too-large') response.setHeader('connection', 'close');
    const shown = problem ?? new Problem('internal', 'a fault of dmbootd: see its log');
    send(response, PROBLEMS[shown.code], JSON_TYPE, jsonOf(shown));
  }

  const server = createServer(
    {
      maxHeaderSize: limits.headers,
      requestTimeout: limits.requestTime,
      headersTimeout: limits.requestTime,
      connectionsCheckingInterval: limits.requestTime / 2,
      keepAliveTimeout: limits.idleTime,
      requireHostHeader: false,
    },
    (request, response) => {
      response.once('finish', () => counters.answered(response.statusCode));
      answer(request, response).catch((error: unknown) => refuse(error, response));
    },
  );
  server.maxConnections = limits.connections;
  server.timeout = limits.unreadTime;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
    dismiss(socket, PARSER_PROBLEMS[error.code ?? ''] ?? NO_HTTP),
  );
  return server;
}

function unread(sockets: ReadonlySet<Socket>): number {
  let octets = 0;
  for (const socket of sockets) octets += socket.writableLength;
  return octets;
}

const jsonOf = ({ code, message, status }: Problem): string =>
  printableJson({ error: { code, message, ...(status !== null && { status }) } });

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

/** Answers what never became a request. */
function dismiss(socket: Socket, problem: Problem): void {
  if (!socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const text = jsonOf(problem);
  socket.end(
    [
      `HTTP/1.1 ${PROBLEMS[problem.code]} ${problem.code}`,
      `content-type: ${JSON_TYPE}`,
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
      '',
      text,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
