import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { heard } from '../../support/secrecy.js';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is where it is text, else as JSON. */
  readonly body?: unknown;
}

/** Asks a server on a Unix socket: `GET /v1/status`. */
export async function ask(
  socketPath: string,
  what: string,
  { headers = {}, body }: AskOptions = {},
): Promise<Answered> {
  const [method, path] = what.split(' ');
  const sent = request({ socketPath, method, path, headers, agent: false });
  // When the answer is there, Node may still have an empty write to do.
  sent.on('error', () => undefined);
  sent.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const told = await text(response);
  // The client alone is told secrets.
  if (!socketPath.endsWith('client.sock')) heard(told);
  return { status: response.statusCode!, headers: response.headers, text: told };
}

/** What an answer says as JSON. */
export const jsonOf = <T = never>({ text }: Answered): T => JSON.parse(text) as T;

/** Sends octets, and reads what comes until the server ends the connection. */
export async function say(socketPath: string, octets: string): Promise<string> {
  const socket = connect(socketPath);
  socket.write(octets);
  return await text(socket);
}

export interface Message {
  readonly id: number | null;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Somebody who follows the events, as they come. */
export class Follower {
  readonly #response: IncomingMessage;
  readonly #messages: AsyncGenerator<Message>;

  private constructor(response: IncomingMessage) {
    this.#response = response;
    this.#messages = messagesOf(response);
  }

  static async of(socketPath: string, after?: number): Promise<Follower> {
    const headers = after === undefined ? {} : { 'last-event-id': String(after) };
    const sent = request({ socketPath, path: '/v1/events', headers, agent: false });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return new Follower(response);
  }

  /** The next message; those before it that are of other events are passed over. Null at the end of the stream. */
  async next(event?: string): Promise<Message | null> {
    for (;;) {
      const { value, done } = await this.#messages.next();
      if (done === true) return null;
      if (event === undefined || value.event === event) return value;
    }
  }

  async take(count: number): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < count) messages.push((await this.next())!);
    return messages;
  }

  leave(): void {
    this.#response.destroy();
  }
}

/** Reads server-sent events; comments and `retry` are passed over. */
async function* messagesOf(response: IncomingMessage): AsyncGenerator<Message> {
  let rest = '';
  response.setEncoding('utf8');
  try {
    for await (const part of response) {
      const blocks = (rest + part).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) {
        heard(block);
        const fields = new Map(block.split('\n').map((line) => fieldOf(line)));
        if (!fields.has('data')) continue;
        const id = fields.get('id');
        yield {
          id: id === undefined ? null : Number(id),
          event: fields.get('event') ?? 'message',
          data: JSON.parse(fields.get('data')!),
        };
      }
    }
  } catch {
    // The connection was cut.
  }
}

function fieldOf(line: string): [string, string] {
  const at = line.indexOf(': ');
  return [line.slice(0, at), line.slice(at + 2)];
}
