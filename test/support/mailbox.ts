import { createRequire } from 'node:module';

interface Socket {
  bind(path: string): void;
  close(): void;
}

interface UnixDgram {
  createSocket(type: 'unix_dgram', heard: (message: Buffer) => void): Socket;
}

function load(): UnixDgram | null {
  try {
    return createRequire(import.meta.url)('unix-dgram');
  } catch {
    return null;
  }
}

const module = load();

/** Why no datagram can be received, or sent; null where it can. */
export const noDatagrams = module === null ? 'needs the optional module unix-dgram' : null;

/** A socket that takes datagrams, in the place of a service manager's or a journal's. */
export class Mailbox {
  readonly #socket: Socket;
  readonly #letters: Buffer[] = [];
  #heard: () => void = () => {};

  constructor(path: string) {
    this.#socket = module!.createSocket('unix_dgram', (letter) => {
      this.#letters.push(letter);
      this.#heard();
    });
    this.#socket.bind(path);
  }

  async next(): Promise<Buffer> {
    for (;;) {
      const letter = this.#letters.shift();
      if (letter) return letter;
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  close(): void {
    this.#socket.close();
  }
}
