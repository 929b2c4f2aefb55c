/** What a provider's slots can do. The card wing branches on these, never on the provider. */
export interface ReaderCapabilities {
  /** The ATR is known. */
  readonly atr: boolean;
  /** `CardConnection.reset` works. */
  readonly reset: boolean;
  /** A connection can be exclusive: no other program reaches the card while it lasts. */
  readonly exclusive: boolean;
  /** Logical channel 0 may be used for selections of our own. */
  readonly basicChannel: boolean;
  /** The transmission protocol is known, and T=0 can be asked for. */
  readonly protocol: boolean;
}

export type Protocol = 'T=0' | 'T=1';
export type ShareMode = 'exclusive' | 'shared';

/** What is done to the card when a connection ends: left as it is, or reset (which forgets a verified PIN). */
export type Disposition = 'leave' | 'reset';

/** A card that is connected to. All methods reject with `ReaderError`; none is called while another is under way. */
export interface CardConnection {
  /** The answer to reset of the last reset; empty where the capability `atr` is missing. */
  readonly atr: Uint8Array;
  readonly protocol: Protocol;
  readonly share: ShareMode;
  readonly capabilities: ReaderCapabilities;

  /**
   * Sends one command and answers with the response, data first, then SW1 SW2: at least two bytes.
   * Nothing is chained: 61XX, 6CXX and 9FXX come up as they are.
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;

  /** Resets the card. Selections, channels and verified PINs are gone; `atr` is the new one. */
  reset(): Promise<void>;

  /** Ends the connection. Never rejects: a card that is gone is disconnected all the same. */
  disconnect(disposition: Disposition): Promise<void>;
}

/** One place where a card can be. */
export interface Slot {
  readonly name: string;
  readonly capabilities: ReaderCapabilities;

  /**
   * Connects to the card in the slot, T=0 where the card offers both protocols.
   * Rejects with `ReaderError`; code `sharing` when another program stands in the way of `share`.
   * When `signal` aborts, the attempt or the connection ends and what is under way rejects with `removed`.
   */
  connect(share: ShareMode, signal: AbortSignal): Promise<CardConnection>;
}

/** What a provider tells, in order. */
export type ReaderEvent =
  /** The service answers (again). What it has is told afresh: a `card` or `empty` for each slot, then `listed`. */
  | { readonly kind: 'up' }
  /**
   * The service does not answer: nothing is known of any slot until the next `up`.
   * `lasting`: nor will it while this process lives, for something is not installed.
   */
  | { readonly kind: 'down'; readonly reason: string; readonly lasting?: boolean }
  /** Every slot that the service lists has been told of once since `up`. */
  | { readonly kind: 'listed' }
  /** A card is in the slot. `inserted` is false where it may have been there before the last `up`, true where it certainly came since. */
  | { readonly kind: 'card'; readonly slot: Slot; readonly inserted: boolean }
  /** The slot holds no card. */
  | { readonly kind: 'empty'; readonly slot: Slot }
  /** The slot itself went away. */
  | { readonly kind: 'gone'; readonly reader: string };

/**
 * Where cards come from. A swap that was too fast to be seen as two events is told as `empty`, then `card`.
 */
export interface ReaderProvider {
  /** Begins to tell. The listener must not throw. Called once. */
  start(listener: (event: ReaderEvent) => void): void;

  /** The visit of the card in this reader has its outcome, and all that follows from it is done. A trace plays on. */
  visited(reader: string): void;

  /** Ends everything that was started: children, timers, connections. */
  stop(): Promise<void>;
}
