import type { CommandHook } from '../virtual-card/exchange.js';
import type { PlayableCard } from '../virtual-card/playable.js';
import { pcscError } from './error.js';
import type { ReaderCapabilities, ReaderEvent, ReaderProvider } from './reader.js';
import { VirtualSlot } from './virtual-slot.js';

const DEFAULT_CAPABILITIES: ReaderCapabilities = {
  atr: true,
  reset: true,
  exclusive: true,
  basicChannel: true,
  protocol: true,
};

const GONE = 0x80100009;
const NO_SERVICE = 0x8010001d;

export interface VirtualProviderOptions {
  /** The readers that are there at the start. One, `Virtual 0`. */
  readonly readers?: readonly string[];
  /** All of them. */
  readonly capabilities?: Partial<ReaderCapabilities>;
  /** False for a service that does not answer yet. */
  readonly up?: boolean;
  /** Asked before each command; the count starts anew with each card put in. */
  readonly onCommand?: (
    reader: string,
    ...command: Parameters<CommandHook>
  ) => ReturnType<CommandHook>;
}

/** Readers in this process, with virtual cards in them: what PC/SC would tell, told at once. */
export class VirtualProvider implements ReaderProvider {
  readonly #slots = new Map<string, VirtualSlot>();
  readonly #options: VirtualProviderOptions;
  readonly #visits: string[] = [];
  readonly #waiting: Array<{ reader: string; resolve: () => void }> = [];
  #listener: ((event: ReaderEvent) => void) | null = null;
  #up: boolean;
  #stopped = false;

  constructor(options: VirtualProviderOptions = {}) {
    this.#options = options;
    this.#up = options.up ?? true;
    for (const reader of options.readers ?? ['Virtual 0']) this.#add(reader);
  }

  /** The first events come after this returns. */
  start(listener: (event: ReaderEvent) => void): void {
    queueMicrotask(() => {
      if (this.#stopped) return;
      this.#listener = listener;
      if (this.#up) this.#tellAll();
      else listener({ kind: 'down', reason: 'the virtual service is down' });
    });
  }

  visited(reader: string): void {
    this.#visits.push(reader);
    for (const waiting of this.#waiting.filter((one) => one.reader === reader)) {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.resolve();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#listener = null;
    for (const slot of this.#slots.values()) slot.end(pcscError(NO_SERVICE, 'the provider'));
  }

  /** Readers whose visits have ended, in their order. */
  get visits(): readonly string[] {
    return this.#visits;
  }

  /** The next end of a visit to this reader's card. */
  nextVisit(reader: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ reader, resolve }));
  }

  /** Puts a card, reset, into a reader that is empty. */
  insert(reader: string, card: PlayableCard): void {
    const slot = this.#slot(reader);
    slot.insert(card);
    this.#tell({ kind: 'card', slot, inserted: true });
  }

  /** Takes the card out; what is under way rejects with `removed`. */
  remove(reader: string): void {
    const slot = this.#slot(reader);
    if (slot.remove()) this.#tell({ kind: 'empty', slot });
  }

  swap(reader: string, card: PlayableCard): void {
    this.remove(reader);
    this.insert(reader, card);
  }

  /** Adds an empty reader. */
  plug(reader: string): void {
    const slot = this.#add(reader);
    this.#tell({ kind: 'empty', slot });
  }

  /** Takes the reader away, with the card in it. */
  unplug(reader: string): void {
    this.#slot(reader).end(pcscError(GONE, 'the reader'));
    this.#slots.delete(reader);
    this.#tell({ kind: 'gone', reader });
  }

  /** The service goes: connections end, cards stay where they are, and nothing is told until `up`. */
  down(reason = 'the virtual service went down'): void {
    for (const slot of this.#slots.values()) slot.end(pcscError(NO_SERVICE, 'the service'));
    this.#tell({ kind: 'down', reason });
    this.#up = false;
  }

  /** The service is back; a restart powers the cards anew. */
  up(): void {
    if (this.#up) return;
    this.#up = true;
    for (const slot of this.#slots.values()) void slot.card?.reset();
    this.#tellAll();
  }

  /** Another program takes hold of the card; the function that comes back lets go. */
  hold(reader: string, share: 'exclusive' | 'shared'): () => void {
    return this.#slot(reader).hold(share);
  }

  /** Another program resets the card: the next transmit of each connection rejects with `reset`, until it resets itself. */
  resetByAnother(reader: string): void {
    this.#slot(reader).resetByAnother();
  }

  #add(reader: string): VirtualSlot {
    if (this.#slots.has(reader)) throw new RangeError(`there is a reader ${reader} already`);
    const slot = new VirtualSlot(
      reader,
      { ...DEFAULT_CAPABILITIES, ...this.#options.capabilities },
      () => {
        if (!this.#up) return NO_SERVICE;
        return this.#slots.get(reader) === slot ? null : GONE;
      },
      (n, command) => this.#options.onCommand?.(reader, n, command) ?? 'answer',
      () => this.remove(reader),
    );
    this.#slots.set(reader, slot);
    return slot;
  }

  #slot(reader: string): VirtualSlot {
    const slot = this.#slots.get(reader);
    if (slot === undefined) throw new RangeError(`there is no reader ${reader}`);
    return slot;
  }

  #tell(event: ReaderEvent): void {
    if (this.#up) this.#listener?.(event);
  }

  #tellAll(): void {
    this.#tell({ kind: 'up' });
    for (const slot of this.#slots.values()) {
      this.#tell(
        slot.card === null ? { kind: 'empty', slot } : { kind: 'card', slot, inserted: false },
      );
    }
    this.#tell({ kind: 'listed' });
  }
}
