/** What a card does with a command, and how long it takes. */
export interface CardAnswer {
  /** Data, then SW1 SW2; null where the card never answers. */
  readonly bytes: Uint8Array | null;
  readonly delayMs: number;
}

/** Whatever plays a card: an image in this process, or a program beside it. */
export interface PlayableCard {
  readonly protocol: 'T=0' | 'T=1';
  /** The answer to the last reset. */
  readonly atr: Uint8Array;
  /** Selections, channels and verified PINs are gone. Answers with the ATR; never rejects. */
  reset(): Uint8Array | Promise<Uint8Array>;
  /** What the card makes of a command; the caller waits. `gone`: there is no card any more. Never rejects. */
  answer(command: Uint8Array): CardAnswer | Promise<CardAnswer | 'gone'>;
}
