import { type IncomingMessage, request } from 'node:http';
import { EXIT, Exit, type ExitCode } from '../exit.js';

/** Milliseconds that a daemon may take for an answer. */
const PATIENCE = 10_000;

/** Nobody listens on a socket, or it is not there. */
const NOBODY: ReadonlySet<unknown> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR']);

/** The exit code that a refusal stands for, by its `code`. */
const EXITS: Readonly<Record<string, ExitCode>> = {
  'bad-request': EXIT.usage,
  'bad-uri': EXIT.usage,
  'not-found': EXIT.noInput,
  'no-card': EXIT.noInput,
  'pcsc-down': EXIT.unavailable,
  'push-off': EXIT.unavailable,
  ambiguous: EXIT.usage,
  busy: EXIT.unavailable,
  unwritable: EXIT.cannotCreate,
};

interface Asking {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * What a daemon answers to a request on its control socket; null where no daemon is there.
 *
 * @throws Exit by what it refuses, 69 where it cannot be asked.
 */
export async function ask<T>(socket: string, path: string, asking: Asking = {}): Promise<T | null> {
  const response = await responseOf(socket, path, asking);
  if (response === null) return null;
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  const answer = parsed(text, socket);
  if (response.statusCode === 200) return answer as T;
  const { code, message } = (answer as { error: { code: string; message: string } }).error;
  throw new Exit(EXITS[code] ?? EXIT.software, message);
}

/** The response as it begins; null where no daemon is there. */
export async function responseOf(
  socket: string,
  path: string,
  { method = 'GET', body, headers = {}, signal }: Asking = {},
): Promise<IncomingMessage | null> {
  const sent = request({
    ...{ socketPath: socket, path, method, headers, agent: false },
    ...(signal && { signal }),
  });
  const late = setTimeout(() => sent.destroy(new Error('it does not answer')), PATIENCE);
  try {
    return await new Promise((resolve, reject) => {
      sent.once('response', resolve);
      // For good: when the answer is there, an empty write may still fail.
      sent.on('error', (error: NodeJS.ErrnoException) => {
        if (NOBODY.has(error.code)) resolve(null);
        else reject(new Exit(EXIT.unavailable, `${socket}: ${error.message}${hintOf(error)}`));
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  } finally {
    clearTimeout(late);
  }
}

const hintOf = ({ code }: NodeJS.ErrnoException): string =>
  code === 'EACCES' ? ' (it is open to the group dmbootd)' : '';

function parsed(text: string, socket: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Exit(EXIT.unavailable, `${socket}: the answer is no JSON`);
  }
}
