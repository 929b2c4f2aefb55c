import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileAt } from './files.js';

/** What became of a request. */
export interface Access {
  /** What the clock said (ISO 8601). */
  readonly at: string;
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Bytes of the message that was sent. */
  readonly length: number;
}

/** Answers a request from a folder: GET and HEAD, conditional or not. */
export async function answer(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Access> {
  const { method = '', url = '/', socket } = request;
  const path = url.split('?')[0]!;
  const done = (status: number, headers: Record<string, string>, body?: Uint8Array): Access => {
    const length = method === 'HEAD' ? 0 : (body?.length ?? 0);
    response.writeHead(status, { 'Cache-Control': 'no-cache', ...headers });
    response.end(method === 'HEAD' ? undefined : body);
    const client = socket.remoteAddress ?? '';
    return { at: new Date().toISOString(), client, method, path, status, length };
  };
  if (method !== 'GET' && method !== 'HEAD') return done(405, { Allow: 'GET, HEAD' });
  const file = await fileAt(root, path);
  if (file === null) return done(404, { 'Content-Length': '0' });
  const { bytes, type, etag } = file;
  if (isNamed(etag, request.headers['if-none-match'])) return done(304, { ETag: etag });
  return done(
    200,
    { ETag: etag, 'Content-Type': type, 'Content-Length': String(bytes.length) },
    bytes,
  );
}

/** Whether a list of tags names one, weakly (RFC 9110, 13.1.2). */
const isNamed = (etag: string, list = ''): boolean =>
  list.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')));
