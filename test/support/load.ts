import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Follower } from '../daemon/server/ask.js';

const RATE = 200;
const FOLLOWERS = 50;

/** What is asked, in turn. */
const ROUTES = ['status', 'readers', 'accounts', 'tree', 'origins', 'metrics'].map(
  (name) => `/v1/${name}`,
);

export interface Figures {
  readonly requests: number;
  /** Answers other than 200, and connections that failed. */
  readonly failures: readonly string[];
  /** Milliseconds from request to whole answer. */
  readonly median: number;
  readonly slowest: number;
  /** The ids of the events that each follower who reads was told. */
  readonly told: readonly number[][];
  /** MiB of the daemon, at the beginning and at most. */
  readonly memory: { readonly first: number; readonly most: number };
}

/** 200 requests a second on a control socket, and 50 followers of whom half read nothing, until `meanwhile` has ended. */
export async function underLoad(socket: string, meanwhile: () => Promise<void>): Promise<Figures> {
  const reading = await Promise.all(
    Array.from({ length: FOLLOWERS / 2 }, () => Follower.of(socket)),
  );
  const deaf = await Promise.all(Array.from({ length: FOLLOWERS / 2 }, () => deafFollower(socket)));
  const told = reading.map((follower) => idsOf(follower));
  const asking = new Asking(socket);
  await meanwhile();
  const figures = await asking.end();
  for (const follower of reading) follower.leave();
  for (const follower of deaf) follower.destroy();
  return { ...figures, told: await Promise.all(told) };
}

async function deafFollower(path: string): Promise<Socket> {
  const socket = connect(path);
  socket.on('error', () => undefined);
  socket.write('GET /v1/events HTTP/1.1\r\n\r\n');
  await once(socket, 'readable');
  return socket;
}

async function idsOf(follower: Follower): Promise<number[]> {
  const ids: number[] = [];
  for (let message = await follower.next(); message; message = await follower.next()) {
    ids.push(message.id!);
  }
  return ids;
}

/** Asks at a steady rate, whether or not there are answers. */
class Asking {
  readonly #socket: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });
  readonly #timer: NodeJS.Timeout;
  readonly #from = performance.now();
  readonly #times: number[] = [];
  readonly #failures: string[] = [];
  readonly #memory: number[] = [];
  readonly #open = new Set<Promise<void>>();
  #asked = 0;

  constructor(socket: string) {
    this.#socket = socket;
    this.#timer = setInterval(() => this.#askOn(), 5);
  }

  async end(): Promise<Omit<Figures, 'told'>> {
    clearInterval(this.#timer);
    this.#askOn();
    await Promise.all(this.#open);
    this.#agent.destroy();
    const times = this.#times.toSorted((a, b) => a - b);
    return {
      requests: this.#asked,
      failures: this.#failures,
      median: times[Math.floor(times.length / 2)]!,
      slowest: times.at(-1)!,
      memory: { first: this.#memory[0]!, most: Math.max(...this.#memory) },
    };
  }

  #askOn(): void {
    const due = ((performance.now() - this.#from) / 1000) * RATE;
    while (this.#asked < due) this.#ask(ROUTES[this.#asked % ROUTES.length]!);
  }

  #ask(path: string): void {
    this.#asked += 1;
    const from = performance.now();
    const asked = this.#answer(path)
      .then((text) => {
        this.#times.push(performance.now() - from);
        const memory = /^process_resident_memory_bytes (\d+)$/m.exec(text)?.[1];
        if (memory !== undefined) this.#memory.push(Math.round(Number(memory) / 2 ** 20));
      })
      .catch((error: unknown) => {
        this.#failures.push(`${path}: ${String(error)}`);
      })
      .finally(() => this.#open.delete(asked));
    this.#open.add(asked);
  }

  async #answer(path: string): Promise<string> {
    const sent = request({ socketPath: this.#socket, path, agent: this.#agent });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part;
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${text}`);
    return text;
  }
}
