import { CardImageError, type PinImage } from './image.js';

/** What became of a PIN that was presented. */
export type Verification = 'right' | 'wrong' | 'blocked' | 'disabled' | 'not-initialised';

const CODE_LENGTH = 8;

/** One PIN with its counter. Its state is the card's: a reset forgets only that it was verified. */
export class Pin {
  readonly key: number;
  readonly tries: number;
  readonly unblockTries: number;
  readonly enabled: boolean;
  readonly initialised: boolean;
  readonly replacesApplicationPin: boolean;
  readonly #code: Uint8Array;
  #left: number;
  #verified = false;
  #presented = 0;
  #wrong = 0;

  constructor(image: PinImage) {
    if (!/^[0-9]{4,8}$/.test(image.value)) {
      throw new CardImageError(`pins, key ${image.key}`, 'the value must be 4 to 8 digits');
    }
    this.key = image.key;
    this.tries = image.tries ?? 3;
    this.unblockTries = image.unblockTries ?? 10;
    this.enabled = image.enabled ?? true;
    this.initialised = image.initialised ?? true;
    this.replacesApplicationPin = image.replacesApplicationPin ?? false;
    this.#code = new Uint8Array(CODE_LENGTH).fill(0xff);
    this.#code.set(new TextEncoder().encode(image.value));
    this.#left = image.left ?? this.tries;
  }

  /** Wrong tries left before it blocks. */
  get left(): number {
    return this.#left;
  }

  get verified(): boolean {
    return this.#verified;
  }

  /** How often a code was compared with it. */
  get presented(): number {
    return this.#presented;
  }

  /** How often the code was wrong. */
  get wrong(): number {
    return this.#wrong;
  }

  /** Compares eight bytes, and counts, unless the PIN is in no state for it. */
  verify(code: Uint8Array): Verification {
    if (!this.initialised) return 'not-initialised';
    if (!this.enabled) return 'disabled';
    if (this.#left === 0) return 'blocked';
    this.#presented += 1;
    this.#verified = code.length === CODE_LENGTH && code.every((b, at) => b === this.#code[at]);
    if (this.#verified) {
      this.#left = this.tries;
      return 'right';
    }
    this.#wrong += 1;
    this.#left -= 1;
    return 'wrong';
  }

  forget(): void {
    this.#verified = false;
  }
}

/** The PINs of a card by key reference. */
export type Pins = ReadonlyMap<number, Pin>;

const UNIVERSAL_PIN = 0x11;

/** The universal PIN is in use in place of application PINs (TS 102 221, 9.5.2). */
function universalReplacement(pins: Pins): Pin | null {
  const universal = pins.get(UNIVERSAL_PIN);
  return universal?.replacesApplicationPin ? universal : null;
}

/** Whether a rule that asks for this key is met: verified, or disabled and not replaced by the universal PIN. */
export function satisfied(pins: Pins, key: number): boolean {
  const pin = pins.get(key);
  if (pin === undefined) return false;
  if (pin.enabled) return pin.verified;
  const replacement = key >= 0x01 && key <= 0x08 ? universalReplacement(pins) : null;
  return replacement === null || !replacement.enabled || replacement.verified;
}
