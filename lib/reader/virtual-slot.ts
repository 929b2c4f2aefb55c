import { type CommandHook, exchange } from '../virtual-card/exchange.js';
import type { PlayableCard } from '../virtual-card/playable.js';
import { pcscError, ReaderError } from './error.js';
import type {
  CardConnection,
  Disposition,
  Protocol,
  ReaderCapabilities,
  ShareMode,
  Slot,
} from './reader.js';

const SHARING = 0x8010000b;
const NO_CARD = 0x8010000c;
const CARD_RESET = 0x80100068;
const CARD_REMOVED = 0x80100069;

/** One virtual reader. */
export class VirtualSlot implements Slot {
  readonly name: string;
  readonly capabilities: ReaderCapabilities;
  readonly #obstacle: () => number | null;
  readonly #hook: CommandHook;
  readonly #tear: () => void;
  readonly #connections = new Set<VirtualConnection>();
  readonly #holds: ShareMode[] = [];
  #card: PlayableCard | null = null;
  #commands = 0;

  /** `obstacle`: the PC/SC code of what keeps this slot from being used at all. `tear`: takes the card out of it. */
  constructor(
    name: string,
    capabilities: ReaderCapabilities,
    obstacle: () => number | null,
    hook: CommandHook,
    tear: () => void,
  ) {
    this.name = name;
    this.capabilities = capabilities;
    this.#obstacle = obstacle;
    this.#hook = hook;
    this.#tear = tear;
  }

  get card(): PlayableCard | null {
    return this.#card;
  }

  insert(card: PlayableCard): void {
    if (this.#card !== null) throw new RangeError(`${this.name} holds a card already`);
    void card.reset();
    this.#card = card;
    this.#commands = 0;
  }

  /** False where there was no card. */
  remove(): boolean {
    if (this.#card === null) return false;
    this.#card = null;
    this.end(pcscError(CARD_REMOVED, 'the connection'));
    return true;
  }

  /** Ends every connection; what is under way rejects with `reason`. */
  end(reason: ReaderError): void {
    for (const connection of this.#connections) connection.end(reason);
    this.#connections.clear();
  }

  hold(share: ShareMode): () => void {
    this.#holds.push(share);
    return () => {
      const at = this.#holds.indexOf(share);
      if (at >= 0) this.#holds.splice(at, 1);
    };
  }

  resetByAnother(): void {
    void this.#card?.reset();
    for (const connection of this.#connections) connection.wasReset = true;
  }

  async connect(share: ShareMode, signal: AbortSignal): Promise<CardConnection> {
    if (signal.aborted) throw calledOff();
    const obstacle = this.#obstacle();
    if (obstacle !== null) throw pcscError(obstacle, 'connect');
    const card = this.#card;
    if (card === null) throw pcscError(NO_CARD, 'connect');
    const wanted = this.capabilities.exclusive ? share : 'shared';
    const others = [...this.#holds, ...[...this.#connections].map((one) => one.share)];
    if (others.includes('exclusive') || (wanted === 'exclusive' && others.length > 0)) {
      throw pcscError(SHARING, 'connect');
    }
    const connection = new VirtualConnection(card, wanted, this.capabilities, {
      play: (command, ended) => {
        this.#commands += 1;
        return exchange(card, command, this.#commands, this.#hook, ended);
      },
      tear: this.#tear,
      left: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    const callOff = (): void => {
      connection.end(calledOff());
      this.#connections.delete(connection);
    };
    signal.addEventListener('abort', callOff, { once: true });
    return connection;
  }
}

function calledOff(): ReaderError {
  return new ReaderError('removed', 'the visit was called off');
}

interface ConnectionPort {
  play(command: Uint8Array, ended: AbortSignal): Promise<Uint8Array | null>;
  tear(): void;
  left(): void;
}

class VirtualConnection implements CardConnection {
  readonly protocol: Protocol;
  readonly share: ShareMode;
  readonly capabilities: ReaderCapabilities;
  /** Another program reset the card. */
  wasReset = false;
  readonly #card: PlayableCard;
  readonly #port: ConnectionPort;
  readonly #ended = new AbortController();

  constructor(
    card: PlayableCard,
    share: ShareMode,
    capabilities: ReaderCapabilities,
    port: ConnectionPort,
  ) {
    this.#card = card;
    this.protocol = card.protocol;
    this.share = share;
    this.capabilities = capabilities;
    this.#port = port;
  }

  get atr(): Uint8Array {
    return this.capabilities.atr ? this.#card.atr : new Uint8Array(0);
  }

  end(reason: ReaderError): void {
    this.#ended.abort(reason);
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const { signal } = this.#ended;
    signal.throwIfAborted();
    if (this.wasReset) throw pcscError(CARD_RESET, 'transmit');
    const answer = await this.#port.play(command, signal);
    if (answer === null) this.#port.tear();
    signal.throwIfAborted();
    if (this.wasReset) throw pcscError(CARD_RESET, 'transmit');
    if (answer === null) throw pcscError(CARD_REMOVED, 'transmit');
    return answer;
  }

  async reset(): Promise<void> {
    this.#ended.signal.throwIfAborted();
    if (!this.capabilities.reset) throw new ReaderError('transport', 'this reader cannot reset');
    await this.#card.reset();
    this.wasReset = false;
  }

  async disconnect(disposition: Disposition): Promise<void> {
    this.#port.left();
    if (this.#ended.signal.aborted) return;
    this.end(new ReaderError('removed', 'the connection was closed'));
    if (disposition === 'reset') await this.#card.reset();
  }
}
