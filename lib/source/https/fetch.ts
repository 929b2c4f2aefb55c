import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { DocumentKind } from '../../tree/model.js';
import { MAX_MESSAGE } from '../limits.js';
import { connectTo, type Trust } from './connect.js';
import { FetchError } from './error.js';
import { MAX_ETAG, MAX_HEADERS, MAX_REDIRECTS } from './limits.js';
import { ACCEPT, kindOfType } from './media-types.js';
import { refusal } from './refusal.js';
import { retryAfter } from './retry-after.js';
import { asFetchError } from './troubles.js';

/** By what a server knows the message that it answered with. */
export interface Tag {
  /** Behind all redirects. */
  readonly url: string;
  readonly etag: string;
}

export interface FetchOptions {
  readonly trust: Trust;
  /** Milliseconds for all of it. */
  readonly timeLimit: number;
  /** Of the message that is in force, or null. */
  readonly tag: Tag | null;
  readonly signal: AbortSignal;
}

/** What a Bootstrap Server answered. */
export type Fetched =
  | {
      readonly kind: 'message';
      readonly document: DocumentKind;
      readonly bytes: Uint8Array;
      readonly tag: Tag | null;
      /** It says where it ends. Else only the end of the connection does: Node.js does not tell one that was cut from one that was closed (RFC 9112, 9.8). */
      readonly isWhole: boolean;
    }
  /** It is the one that the tag is of. */
  | { readonly kind: 'unchanged' }
  /** There is none now (5.5.7, step 2); `gone`: and there will be none any more. */
  | { readonly kind: 'none'; readonly gone: boolean };

/**
 * Asks a Bootstrap Server for a message by HTTPS GET (5.1.2.4, 5.5.7). Redirects lead to https alone, and each server on the way has to be trusted; only the first one
 * sees the client's certificate. Throws `FetchError`; `AbortError` where `signal` is.
 */
export async function fetchMessage(url: string, options: FetchOptions): Promise<Fetched> {
  const limit = AbortSignal.timeout(options.timeLimit);
  const signal = AbortSignal.any([options.signal, limit]);
  const late = (): FetchError =>
    new FetchError(
      'transport',
      `no whole answer within ${options.timeLimit / 1000} s: the server or the network is slow, or https.time_limit too short`,
    );
  const failure = (error: unknown): unknown => (limit.aborted ? late() : asFetchError(error));
  try {
    return await follow(new URL(url), { ...options, signal }, failure);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  }
}

/** @param failure what an error of a request means. */
async function follow(
  first: URL,
  options: FetchOptions,
  failure: (error: unknown) => unknown,
): Promise<Fetched> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const isFirst = url.host === first.host;
    const trust = isFirst ? options.trust : { ...options.trust, client: null };
    const answer = await ask(url, { ...options, trust }).catch((caught: unknown) => {
      const error = failure(caught);
      throw isFirst || !(error instanceof FetchError) ? error : error.behind(url.host);
    });
    if (!(answer instanceof URL)) return answer;
    url = answer;
  }
  throw new FetchError(
    'answer',
    `more than ${MAX_REDIRECTS} redirects: the server may lead in a circle`,
  );
}

/** One request. A URL is where it leads on to. */
async function ask(url: URL, options: FetchOptions): Promise<Fetched | URL> {
  const socket = await connectTo(url, options.trust, options.signal);
  try {
    const response = await get(url, socket, options);
    return await read(url, response, options);
  } finally {
    socket.destroy();
  }
}

async function get(
  url: URL,
  socket: TLSSocket,
  { tag, signal }: FetchOptions,
): Promise<IncomingMessage> {
  const asking = request(url, {
    createConnection: () => socket,
    maxHeaderSize: MAX_HEADERS,
    headers: {
      Accept: ACCEPT,
      'Accept-Encoding': 'identity',
      'User-Agent': 'dmbootd',
      Connection: 'close',
      ...(tag?.url === url.href && { 'If-None-Match': tag.etag }),
    },
  });
  const answered = once(asking, 'response', { signal });
  asking.on('error', () => undefined);
  asking.end();
  const [response] = (await answered) as [IncomingMessage];
  return response;
}

async function read(
  url: URL,
  response: IncomingMessage,
  { tag, signal }: FetchOptions,
): Promise<Fetched | URL> {
  const { statusCode: status = 0, headers } = response;
  switch (status) {
    case 200:
      return await message(url, response, signal);
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return target(url, headers.location);
    case 304:
      if (tag?.url === url.href) return { kind: 'unchanged' };
      throw new FetchError('answer', 'the server answers 304 to what was no conditional request');
    case 204:
    case 404:
      return { kind: 'none', gone: false };
    case 410:
      return { kind: 'none', gone: true };
    default:
      throw refusal(status, retryAfter(headers['retry-after'], headers.date, Date.now()));
  }
}

function target(from: URL, location: string | undefined): URL {
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw new FetchError('answer', 'a redirect leads nowhere');
  }
  const to = new URL(location, from);
  if (to.protocol !== 'https:' || to.username !== '' || to.password !== '') {
    throw new FetchError('answer', `a redirect leads to ${to.protocol} or names a user`);
  }
  to.hash = '';
  return to;
}

async function message(url: URL, response: IncomingMessage, signal: AbortSignal): Promise<Fetched> {
  const { headers } = response;
  const document = kindOfType(headers['content-type']);
  if (document === null) {
    const came = headers['content-type'] === undefined ? 'none' : 'another one';
    throw new FetchError('answer', `expected a Content-Type of DM or CP, came ${came}`);
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new FetchError('answer', 'the answer is compressed, which was not asked for');
  }
  const bytes = await body(response, signal);
  const { etag, 'content-length': length, 'transfer-encoding': coding } = headers;
  const isWhole = length !== undefined || coding !== undefined;
  const isUsable = etag !== undefined && etag.length <= MAX_ETAG && /^[\x21-\x7e]+$/.test(etag);
  const tag = isUsable ? { url: url.href, etag } : null;
  return { kind: 'message', document, bytes, tag, isWhole };
}

async function body(response: IncomingMessage, signal: AbortSignal): Promise<Uint8Array> {
  const tooLong = (): FetchError =>
    new FetchError('answer', `expected at most ${MAX_MESSAGE} bytes, came more`);
  const { 'content-length': whole } = response.headers;
  if (Number(whole ?? 0) > MAX_MESSAGE) throw tooLong();
  const cut = (cause?: unknown): FetchError => {
    const end = whole === undefined ? `${length}` : `${length} of ${Number(whole)}`;
    const line = `the answer did not arrive whole: it ends after ${end} bytes`;
    return new FetchError('transport', line, { cause });
  };
  const parts: Buffer[] = [];
  let length = 0;
  const stop = (): void => void response.destroy();
  signal.addEventListener('abort', stop);
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > MAX_MESSAGE) throw tooLong();
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof FetchError || signal.aborted ? error : cut(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  if (!response.complete) throw cut();
  return Buffer.concat(parts);
}
