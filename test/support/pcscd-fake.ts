import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** Message numbers of version 4.4 of the protocol between libpcsclite and pcscd (winscard_msg.h). */
const COMMAND = {
  ESTABLISH_CONTEXT: 0x01,
  RELEASE_CONTEXT: 0x02,
  VERSION: 0x11,
  GET_READERS_STATE: 0x12,
  WAIT_READER_STATE_CHANGE: 0x13,
  STOP_WAITING: 0x14,
} as const;

/** SCARD_… bits of a reader's state as the service keeps it. */
const READER_STATE = {
  unavailable: 0x01,
  empty: 0x02,
  card: 0x04 | 0x10 | 0x20,
  mute: 0x04 | 0x08,
} as const;

const MAX_READERS = 16;
const MAX_NAME = 128;
const MAX_ATR = 33;
/** Name, event counter, state, sharing, ATR padded to four bytes, its length, protocol. */
const READER_SIZE = MAX_NAME + 12 + 36 + 8;

export interface FakeReader {
  readonly name: string;
  readonly holds: keyof typeof READER_STATE;
  /** Insertions and removals, modulo 65536. */
  readonly counter: number;
}

/**
 * A stand-in for pcscd's side of the socket, for what no virtual reader can do: readers that come and go.
 * It lists and tells changes; nobody can connect to a card.
 */
export class FakePcscd {
  /** The protocol version that the last client asked for. */
  version: string | null = null;
  /** Called after a listing went out. */
  listed = () => {};
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #waiting = new Set<Socket>();
  #readers: readonly FakeReader[] = [];

  constructor() {
    this.#server = createServer((client) => this.#serve(client));
  }

  async start(path: string): Promise<void> {
    this.#server.listen(path);
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const client of this.#clients) client.destroy();
    await closed;
  }

  /** What there is from now on, and whether the clients that wait for a change are told of it. */
  set(readers: readonly FakeReader[], { silently = false } = {}): void {
    this.#readers = readers;
    if (silently) return;
    for (const client of this.#waiting) client.write(Buffer.alloc(8));
    this.#waiting.clear();
  }

  #serve(client: Socket): void {
    let held = Buffer.alloc(0);
    this.#clients.add(client);
    client.on('data', (piece) => {
      held = Buffer.concat([held, piece]);
      while (held.length >= 8 && held.length >= 8 + held.readUInt32LE(0)) {
        const end = 8 + held.readUInt32LE(0);
        this.#answer(client, held.readUInt32LE(4), held.subarray(8, end));
        held = held.subarray(end);
      }
    });
    client.on('error', () => {});
    client.on('close', () => {
      this.#clients.delete(client);
      this.#waiting.delete(client);
    });
  }

  #answer(client: Socket, command: number, body: Buffer): void {
    switch (command) {
      case COMMAND.VERSION:
        this.version = `${body.readInt32LE(0)}.${body.readInt32LE(4)}`;
        client.write(body);
        break;
      case COMMAND.ESTABLISH_CONTEXT:
        body.writeUInt32LE(1 + Math.floor(Math.random() * 0x7fff_fffe), 4);
        client.write(body);
        break;
      case COMMAND.RELEASE_CONTEXT:
        client.write(body);
        break;
      case COMMAND.GET_READERS_STATE:
        client.write(this.#states());
        this.listed();
        break;
      case COMMAND.WAIT_READER_STATE_CHANGE:
        this.#waiting.add(client);
        client.write(this.#states());
        break;
      case COMMAND.STOP_WAITING:
        if (this.#waiting.delete(client)) client.write(Buffer.alloc(8));
        break;
      default:
        client.destroy();
    }
  }

  #states(): Buffer {
    const states = Buffer.alloc(MAX_READERS * READER_SIZE);
    this.#readers.forEach(({ name, holds, counter }, at) => {
      const atr = holds === 'card' ? Buffer.from('3B00', 'hex') : Buffer.alloc(0);
      let offset = at * READER_SIZE;
      states.write(name, offset, MAX_NAME - 1, 'utf8');
      offset += MAX_NAME;
      states.writeUInt32LE(counter, offset);
      states.writeUInt32LE(READER_STATE[holds], offset + 4);
      atr.copy(states, offset + 12, 0, MAX_ATR);
      states.writeUInt32LE(atr.length, offset + 12 + 36);
    });
    return states;
  }
}
