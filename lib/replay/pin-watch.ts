const CLA_2G = 0xa0;
const VERIFY = 0x20;
const CLEAR_BYTES = 5;
const DONE = 0x90;
const CHV1 = 0x01;
/** Where the answer to SELECT of an MF or DF says how many tries of CHV1 are left (TS 51.011, 9.2.1), and the shortest such answer. */
const CHV1_STATUS = 18;
const DF_ANSWER = 22;
const INITIALISED = 0x80;
/** Answers in 2G that may be such an answer: SELECT, STATUS, GET RESPONSE. */
const TELLS: readonly number[] = [0xa4, 0xf2, 0xc0];

/**
 * Looks over the shoulder of a walk: each PIN that is sent must have been allowed by what the card said before. Written from the rules alone, and knows nothing of the walk.
 * A try is in order where the card said, since the card came, that at least `least` tries are left, and never refused this PIN before.
 */
export class PinWatch {
  readonly #least: number;
  readonly #left = new Map<string, number>();
  readonly #refused = new Set<string>();
  readonly #breaches: string[] = [];
  #tries = 0;
  #vain = 0;
  #card = '';

  constructor(least: number) {
    this.#least = least;
  }

  /** PINs that were sent. */
  get tries(): number {
    return this.#tries;
  }

  /** PINs that were sent and not taken, as far as the host knows: it may not try them again. */
  get vain(): number {
    return this.#vain;
  }

  /** What was against the rules. There is no PIN in it. */
  get breaches(): readonly string[] {
    return this.#breaches;
  }

  /** A card came: what another one said means nothing. What this one refused before stays in mind. */
  cameIn(card: string): void {
    this.#card = card;
    this.#left.clear();
  }

  /** A command goes out. */
  readonly sent = (command: Uint8Array): void => {
    if (!isTry(command)) return;
    const key = keyOf(command);
    this.#tries += 1;
    const left = this.#left.get(key);
    this.#left.delete(key);
    if (left === undefined) {
      this.#breaches.push(`${key}: sent, and the card had not said how many tries are left`);
    } else if (left < this.#least) {
      this.#breaches.push(`${key}: sent, and ${left} tries were left`);
    }
    if (this.#refused.has(`${this.#card} ${key}`)) {
      this.#breaches.push(`${key}: sent again after it was refused`);
    }
  };

  /** The host has this answer to it; null where none came. */
  readonly answered = (command: Uint8Array, response: Uint8Array | null): void => {
    const [cla = 0, ins = 0] = command;
    if (isTry(command)) {
      if (response?.at(-2) !== DONE) this.#vain += 1;
      if (response !== null && isRefusal(response)) {
        this.#refused.add(`${this.#card} ${keyOf(command)}`);
      }
    } else if (response !== null) {
      if (ins === VERIFY) this.#told(keyOf(command), response);
      else if (cla === CLA_2G && TELLS.includes(ins)) this.#heard2g(response);
    }
  };

  #told(key: string, response: Uint8Array): void {
    const [sw1 = 0, sw2 = 0] = response.subarray(-2);
    if (sw1 === 0x63 && sw2 >> 4 === 0xc) this.#left.set(key, sw2 & 0x0f);
  }

  #heard2g(response: Uint8Array): void {
    const status = response[CHV1_STATUS];
    if (response.length < DF_ANSWER || status === undefined) return;
    if ((status & INITIALISED) !== 0) this.#left.set(`2G key 0${CHV1}`, status & 0x0f);
  }
}

/** VERIFY with a PIN; without one it asks how many tries are left. */
const isTry = (command: Uint8Array): boolean =>
  command[1] === VERIFY && command.length > CLEAR_BYTES;

const keyOf = ([cla, , , p2 = 0]: Uint8Array): string =>
  `${cla === CLA_2G ? '2G' : '3G'} key ${p2.toString(16).padStart(2, '0')}`;

/** 63CX and 6983 (TS 102 221, 11.1.9), 9804 and 9840 (TS 51.011, 9.4.5). After any other answer nobody knows whether the card took the PIN for wrong. */
function isRefusal(response: Uint8Array): boolean {
  const [sw1 = 0, sw2 = 0] = response.subarray(-2);
  if (sw1 === 0x63) return sw2 >> 4 === 0xc;
  return (sw1 === 0x69 && sw2 === 0x83) || (sw1 === 0x98 && (sw2 === 0x04 || sw2 === 0x40));
}
