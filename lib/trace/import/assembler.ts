import { equalBytes } from '../../bytes.js';
import { offersT0 } from '../../reader/pcsc/atr.js';
import type { Protocol } from '../../reader/reader.js';
import { maskedCommand } from '../mask.js';
import type { TraceEvent, TraceStep } from '../model.js';

/** SCARD_E_NOT_TRANSACTED: what stands for an answer that a log does not hold. */
const NOT_TRANSACTED = 0x80100016;
/** As far as a line can tell the time. */
const MAX_MICROS = 999_999_999 * 1_000_000;

/** Where an event stands in the log: line or packet, from 1; and its time in microseconds since any beginning, or null. */
export interface Place {
  readonly line: number;
  readonly micros: number | null;
}

/**
 * Puts what other formats tell, which is commands, answers and ATRs, into the order of the native one: a connection before the first command, an answer to
 * each. The PIN of a command is masked here, before anything else sees it.
 */
export class Assembler {
  readonly #protocol: Protocol | null;
  #atr: Uint8Array | null = null;
  #pending: TraceEvent | null = null;
  #began: number | null = null;
  #micros = 0;
  #isEmpty = true;

  /** `protocol` is what the log says of it; what it does not say is taken from the ATR, and is T=0 without one. */
  constructor(protocol: Protocol | null = null) {
    this.#protocol = protocol;
  }

  /** Nothing was put into order yet. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** A command waits for its answer. */
  get isPending(): boolean {
    return this.#pending !== null;
  }

  /**
   * The card was powered or reset. The first ATR is that of a connection; the same one again answers a reset; another one is that of another card.
   * A log that does not tell the ATR tells no bytes.
   */
  powered(atr: Uint8Array, place: Place): TraceEvent[] {
    const before = this.#atr;
    if (before === null) return this.#connect(atr, place);
    if (equalBytes(before, atr)) {
      const steps: TraceStep[] = [{ kind: 'reset' }, { kind: 'atr', bytes: atr }];
      return [...this.end(place), ...steps.map((step) => this.#at(step, place))];
    }
    return [...this.removed(place), ...this.#connect(atr, place)];
  }

  command(bytes: Uint8Array, place: Place): TraceEvent[] {
    const events = this.end(place);
    if (this.#atr === null) events.push(...this.#connect(new Uint8Array(), place));
    this.#pending = this.#at(maskedCommand(bytes), place);
    return events;
  }

  /** The response to the command that waits for it: data, SW1, SW2. */
  response(bytes: Uint8Array, place: Place): TraceEvent[] {
    const command = this.#pending!;
    this.#pending = null;
    return [command, this.#at({ kind: 'response', bytes }, place)];
  }

  /** The card is gone. */
  removed(place: Place): TraceEvent[] {
    if (this.#atr === null) return [];
    this.#atr = null;
    return [...this.end(place), this.#at({ kind: 'removed' }, place)];
  }

  /** No answer comes any more: a command that waits for one is answered by an error. */
  end(place: Place): TraceEvent[] {
    if (this.#pending === null) return [];
    const events = [this.#pending, this.#at({ kind: 'error', pcsc: NOT_TRANSACTED }, place)];
    this.#pending = null;
    return events;
  }

  #connect(atr: Uint8Array, place: Place): TraceEvent[] {
    this.#atr = atr;
    const protocol = this.#protocol ?? (atr.length === 0 || offersT0(atr) ? 'T=0' : 'T=1');
    const steps: TraceStep[] = [
      { kind: 'connect', protocol, share: 'exclusive' },
      { kind: 'atr', bytes: atr },
    ];
    return steps.map((step) => this.#at(step, place));
  }

  /** Time begins with the first event, and never goes back. */
  #at(step: TraceStep, { line, micros }: Place): TraceEvent {
    this.#isEmpty = false;
    if (micros === null) return { ...step, line, micros: null };
    this.#began ??= micros;
    this.#micros = Math.min(MAX_MICROS, Math.max(this.#micros, micros - this.#began));
    return { ...step, line, micros: this.#micros };
  }
}
