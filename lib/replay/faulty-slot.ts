import { pcscError, ReaderError } from '../reader/error.js';
import type { CardConnection, Disposition, ShareMode, Slot } from '../reader/reader.js';
import { DEADLINE_MS, late } from './deadline.js';
import type { Fault } from './faults.js';

const CARD_REMOVED = 0x80100069;
const CARD_RESET = 0x80100068;
const CARD_MUTE = 0x80100066;

export interface FaultPort {
  /** A command goes out. */
  sent(command: Uint8Array): void;
  /** What the host has of it, after what went wrong; null where no answer came. */
  answered(command: Uint8Array, response: Uint8Array | null): void;
  /** The card goes, and the one of another trace comes if one is named. */
  tear(other: string | null): void;
  /** Time passes: at full speed at once. */
  wait(ms: number): Promise<void>;
}

/** Counts the commands of a run over all its cards and connections, and does to each what its fault says. */
export class Faults {
  readonly #faults: readonly Fault[];
  readonly #port: FaultPort;
  #count = 0;

  constructor(faults: readonly Fault[], port: FaultPort) {
    this.#faults = faults;
    this.#port = port;
  }

  /** Commands so far. */
  get count(): number {
    return this.#count;
  }

  /** The same slot, at which things go wrong. */
  at(slot: Slot): Slot {
    return {
      name: slot.name,
      capabilities: slot.capabilities,
      connect: async (share: ShareMode, signal: AbortSignal) =>
        new FaultyConnection(await slot.connect(share, signal), (inner, command) =>
          this.#exchange(inner, command),
        ),
    };
  }

  async #exchange(inner: CardConnection, command: Uint8Array): Promise<Uint8Array> {
    this.#count += 1;
    let response: Uint8Array | null = null;
    this.#port.sent(command);
    try {
      response = await this.#answer(inner, command, this.#count);
      return response;
    } finally {
      this.#port.answered(command, response);
    }
  }

  async #answer(inner: CardConnection, command: Uint8Array, n: number): Promise<Uint8Array> {
    const fault = this.#faults.find(({ at }) => at === n);
    switch (fault?.kind) {
      case undefined:
        return await inner.transmit(command);
      case 'tear':
      case 'swap':
        this.#port.tear(fault.kind === 'swap' ? fault.other : null);
        throw pcscError(CARD_REMOVED, 'transmit');
      case 'tear-mid':
        await inner.transmit(command);
        this.#port.tear(null);
        throw pcscError(CARD_REMOVED, 'transmit');
      case 'sw':
        return Uint8Array.of(fault.sw >> 8, fault.sw & 0xff);
      case 'delay':
        return await this.#late(inner, command, fault.ms);
      case 'mute':
        throw pcscError(CARD_MUTE, 'transmit');
      case 'garble':
        return garbled(await inner.transmit(command), n);
      case 'reset':
        throw pcscError(CARD_RESET, 'transmit');
    }
  }

  async #late(inner: CardConnection, command: Uint8Array, ms: number): Promise<Uint8Array> {
    const response = await inner.transmit(command);
    await this.#port.wait(Math.min(ms, DEADLINE_MS));
    if (ms < DEADLINE_MS) return response;
    throw late();
  }
}

/** Other bytes of the same number, the same each time; the status word stays where data come before it. */
function garbled(response: Uint8Array, seed: number): Uint8Array {
  const end = response.length > 2 ? response.length - 2 : 2;
  let state = (seed * 0x9e37_79b1) >>> 0 || 1;
  return response.map((byte, at) => {
    if (at >= end) return byte;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return byte ^ (state & 0xff) ^ (at & 1);
  });
}

class FaultyConnection implements CardConnection {
  readonly #inner: CardConnection;
  readonly #exchange: (inner: CardConnection, command: Uint8Array) => Promise<Uint8Array>;
  /** A connection over which the card was lost answers nothing any more. */
  #lost: ReaderError | null = null;

  constructor(
    inner: CardConnection,
    exchange: (inner: CardConnection, command: Uint8Array) => Promise<Uint8Array>,
  ) {
    this.#inner = inner;
    this.#exchange = exchange;
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

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    if (this.#lost !== null) throw this.#lost;
    try {
      return await this.#exchange(this.#inner, command);
    } catch (error) {
      if (error instanceof ReaderError && error.code !== 'departed') this.#lost = error;
      throw error;
    }
  }

  async reset(): Promise<void> {
    if (this.#lost !== null && this.#lost.code !== 'reset') throw this.#lost;
    await this.#inner.reset();
    this.#lost = null;
  }

  disconnect(disposition: Disposition): Promise<void> {
    return this.#inner.disconnect(disposition);
  }
}
