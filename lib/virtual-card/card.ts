import { concat, fromHex } from '../bytes.js';
import { type Directory, loadFiles } from './files.js';
import { type CardImage, type Incident, imageBytes } from './image.js';
import { Pin, type Pins } from './pins.js';
import type { CardAnswer, PlayableCard } from './playable.js';
import { Sim } from './sim.js';
import { sw } from './status.js';
import { Uicc } from './uicc.js';

export interface VirtualCardOptions {
  /** Told of every command and its answer. */
  readonly log?: (command: Uint8Array, answer: Uint8Array | null) => void;
}

const SIM_CLASS = 0xa0;
const NO_BYTES = new Uint8Array(0);

/** A stateful smartcard made from plain data. Any bytes sent to it give an answer, never an exception. */
export class VirtualCard implements PlayableCard {
  readonly image: CardImage;
  /** By key reference; their counters outlive a reset. */
  readonly pins: Pins;
  readonly #mf: Directory;
  readonly #atr: Uint8Array;
  readonly #foreignClass: Uint8Array;
  readonly #log: (command: Uint8Array, answer: Uint8Array | null) => void;
  /** What the card acts as since the first command after the reset decided it. */
  #acts: Sim | Uicc | null = null;
  #mute = false;
  #transmits = 0;
  #resets = 0;

  /** Throws `CardImageError` where the image makes no sense. */
  constructor(image: CardImage, options: VirtualCardOptions = {}) {
    this.image = image;
    this.#mf = loadFiles(image.mf);
    this.pins = new Map((image.pins ?? []).map((pin) => [pin.key, new Pin(pin)]));
    this.#atr = imageBytes(image.atr, 'atr');
    this.#foreignClass = imageBytes(image.quirks?.foreignClass ?? '6E00', 'quirks.foreignClass');
    for (const { sw: word } of Object.values(image.quirks?.at ?? {}))
      imageBytes(word ?? '', 'quirks.at');
    this.#log = options.log ?? (() => {});
  }

  get protocol(): 'T=0' | 'T=1' {
    return this.image.protocol;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  /** Commands since the card was made. */
  get transmits(): number {
    return this.#transmits;
  }

  get resets(): number {
    return this.#resets;
  }

  /** How often any code was compared with a PIN since the card was made. */
  get verifyAttempts(): number {
    return [...this.pins.values()].reduce((sum, { presented }) => sum + presented, 0);
  }

  /** Selections, channels and verified PINs are gone. Answers with the ATR. */
  reset(): Uint8Array {
    this.#resets += 1;
    this.#acts = null;
    this.#mute = false;
    for (const pin of this.pins.values()) pin.forget();
    return this.#atr;
  }

  /** What the card makes of a command; the caller waits. */
  answer(command: Uint8Array): CardAnswer {
    this.#transmits += 1;
    const incident: Incident = this.image.quirks?.at?.[this.#transmits] ?? {};
    if (incident.mute) this.#mute = true;
    const bytes = this.#mute ? null : this.#answer(command, incident);
    const own = incident.sw === undefined ? (this.#acts?.delayMs ?? 0) : 0;
    const delayMs = (this.image.quirks?.delayMs ?? 0) + (incident.delayMs ?? 0) + own;
    this.#log(command, bytes);
    return { bytes, delayMs };
  }

  /** The answer at once, data first, then SW1 SW2; no bytes where the card is mute. */
  transmit(command: Uint8Array): Uint8Array {
    return this.answer(command).bytes ?? NO_BYTES;
  }

  #answer(command: Uint8Array, incident: Incident): Uint8Array {
    if (incident.sw !== undefined) return fromHex(incident.sw);
    const asSim = command[0] === SIM_CLASS;
    const { mode, serves2g, protocol, quirks = {} } = this.image;
    if (this.#acts === null) {
      if (command.length < 4) return sw(0x6700);
      if (asSim ? mode === '3g' && !serves2g : mode === '2g') return this.#foreignClass;
      this.#acts = asSim
        ? new Sim(this.#mf, this.pins, quirks)
        : new Uicc(this.#mf, this.pins, quirks, protocol);
    }
    if (asSim !== this.#acts instanceof Sim) return this.#foreignClass;
    const answer = this.#acts.answer(command);
    return quirks.proactive === undefined ? answer : withProactive(answer, quirks.proactive);
  }
}

/** 91XX in place of 9000 (TS 102 221, 7.4.2.1). */
function withProactive(answer: Uint8Array, length: number): Uint8Array {
  const [sw1, sw2] = answer.subarray(-2);
  if (sw1 !== 0x90 || sw2 !== 0x00) return answer;
  return concat(answer.subarray(0, -2), Uint8Array.of(0x91, length));
}
