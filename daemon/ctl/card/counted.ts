import { instructionName } from '../../../lib/apdu/index.js';
import { toHex } from '../../../lib/bytes.js';
import type { CardConnection, Disposition } from '../../../lib/reader/reader.js';

/** CLA INS P1 P2: what can be shown of any command. */
const HEADER = 4;

/** The same connection, which knows what was sent last. */
export class CountedConnection implements CardConnection {
  readonly #inner: CardConnection;
  #commands = 0;
  #last: Uint8Array | null = null;

  constructor(inner: CardConnection) {
    this.#inner = inner;
  }

  /** The last command, by its number from 1, as images count them, and its name. There are no data in it. */
  get last(): string {
    if (this.#last === null) return 'the reset';
    const header = this.#last.subarray(0, HEADER);
    return `command ${this.#commands}, ${instructionName(header[1] ?? 0)} (${toHex(header)})`;
  }

  get atr() {
    return this.#inner.atr;
  }

  get protocol() {
    return this.#inner.protocol;
  }

  get share() {
    return this.#inner.share;
  }

  get capabilities() {
    return this.#inner.capabilities;
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    this.#commands += 1;
    this.#last = command;
    return this.#inner.transmit(command);
  }

  reset(): Promise<void> {
    return this.#inner.reset();
  }

  disconnect(disposition: Disposition): Promise<void> {
    return this.#inner.disconnect(disposition);
  }
}
