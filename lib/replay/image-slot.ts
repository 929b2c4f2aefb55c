import { ReaderError } from '../reader/error.js';
import type {
  CardConnection,
  Disposition,
  ReaderCapabilities,
  ShareMode,
  Slot,
} from '../reader/reader.js';
import type { VirtualCard } from '../virtual-card/card.js';
import { DEADLINE_MS, late } from './deadline.js';

const ALL: ReaderCapabilities = {
  atr: true,
  reset: true,
  exclusive: true,
  basicChannel: true,
  protocol: true,
};

/** A virtual card in a reader. One that does not answer in time is mute, as behind PC/SC. */
export class ImageSlot implements Slot {
  readonly name: string;
  readonly capabilities = ALL;
  readonly #card: VirtualCard;
  readonly #wait: (milliseconds: number) => Promise<void>;

  /** `wait` is awaited for as long as the card takes for each answer. */
  constructor(name: string, card: VirtualCard, wait: (milliseconds: number) => Promise<void>) {
    this.name = name;
    this.#card = card;
    this.#wait = wait;
  }

  async connect(share: ShareMode, signal: AbortSignal): Promise<CardConnection> {
    if (signal.aborted) throw gone('connect');
    return new ImageConnection(this.#card, share, signal, this.#wait);
  }
}

const gone = (doing: string): ReaderError =>
  new ReaderError('removed', `the card is gone; it was asked for: ${doing}`);

class ImageConnection implements CardConnection {
  readonly capabilities = ALL;
  readonly share: ShareMode;
  readonly #card: VirtualCard;
  readonly #signal: AbortSignal;
  readonly #wait: (milliseconds: number) => Promise<void>;
  #ended = false;

  constructor(
    card: VirtualCard,
    share: ShareMode,
    signal: AbortSignal,
    wait: (milliseconds: number) => Promise<void>,
  ) {
    this.#card = card;
    this.share = share;
    this.#signal = signal;
    this.#wait = wait;
  }

  get atr(): Uint8Array {
    return this.#card.atr;
  }

  get protocol(): 'T=0' | 'T=1' {
    return this.#card.protocol;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    this.#check('transmit');
    const { bytes, delayMs } = this.#card.answer(command);
    const took = bytes === null ? DEADLINE_MS : Math.min(delayMs, DEADLINE_MS);
    if (took > 0) await this.#wait(took);
    this.#check('transmit');
    if (bytes === null || took === DEADLINE_MS) throw late();
    return bytes;
  }

  async reset(): Promise<void> {
    this.#check('reset');
    this.#card.reset();
  }

  async disconnect(disposition: Disposition): Promise<void> {
    this.#ended = true;
    if (disposition === 'reset') this.#card.reset();
  }

  #check(doing: string): void {
    if (this.#signal.aborted) throw gone(doing);
    if (this.#ended) throw new ReaderError('transport', `${doing}: this connection has ended`);
  }
}
