import { pcscError, ReaderError } from '../reader/error.js';
import type {
  CardConnection,
  Protocol,
  ReaderCapabilities,
  ShareMode,
  Slot,
} from '../reader/reader.js';
import {
  type Departure,
  departureText,
  describeStep,
  maskedCommand,
  type Trace,
  type TraceEvent,
} from '../trace/index.js';
import { CardState } from './card-state.js';

/** What a trace holds for one question, in the order in which it was asked; the last answer is given again and again. */
interface Answers {
  readonly events: TraceEvent[];
  given: number;
}

const ALL: ReaderCapabilities = {
  atr: true,
  reset: true,
  exclusive: true,
  basicChannel: true,
  protocol: true,
};

const CONNECT = 'connect ';

/**
 * The card of one stay in a trace, which answers by the state that it is in, in whatever order it is asked: for traces from other readers, whose host went another way,
 * and for cards at which something goes wrong. What the trace does not hold is a departure.
 */
export class StateSlot implements Slot {
  readonly name: string;
  readonly capabilities = ALL;
  readonly #trace: Trace;
  readonly #answers = new Map<string, Answers>();
  readonly #onDeparture: (departure: Departure) => void;
  readonly #pace: (micros: number) => Promise<void>;
  readonly #used = new Set<number>();
  #protocol: Protocol = 'T=0';
  #atr: Uint8Array = new Uint8Array();

  /** `pace` is awaited for as long as the card took for each answer, where the trace tells that. */
  constructor(
    name: string,
    trace: Trace,
    stay: number,
    onDeparture: (departure: Departure) => void,
    pace: (micros: number) => Promise<void>,
  ) {
    this.name = name;
    this.#trace = trace;
    this.#onDeparture = onDeparture;
    this.#pace = pace;
    this.#learn(trace.stays[stay]?.events ?? []);
  }

  /** The lines of answers that nobody asked for. */
  get unused(): number[] {
    const all = [...this.#answers.values()].flatMap(({ events }) => events);
    const lines = [...new Set(all.map(({ line }) => line))].sort((a, b) => a - b);
    return lines.filter((line) => !this.#used.has(line));
  }

  async connect(share: ShareMode, signal: AbortSignal): Promise<CardConnection> {
    if (signal.aborted) throw new ReaderError('removed', 'the visit was called off');
    const held = this.#answers.get(CONNECT + share);
    if (held !== undefined) await this.#give(held, 'connect');
    return new StateConnection(this, share, this.#protocol, this.#atr, signal);
  }

  /** For the connection: the answer of a card in this state. */
  async answer(state: CardState, command: Uint8Array): Promise<Uint8Array> {
    const [exact, rough] = state.keys(command);
    const held = this.#answers.get(exact) ?? this.#answers.get(rough);
    if (held === undefined) {
      const departure = {
        file: this.#trace.name,
        line: this.#trace.stays.at(-1)?.events.at(-1)?.line ?? 1,
        expected: 'nothing for a card in this state',
        found: describeStep(maskedCommand(command)),
      };
      this.#onDeparture(departure);
      throw new ReaderError('departed', departureText(departure));
    }
    const response = await this.#give(held, 'transmit');
    state.answered(command, response);
    return response;
  }

  async #give(held: Answers, doing: string): Promise<Uint8Array> {
    const event = held.events[Math.min(held.given, held.events.length - 1)]!;
    held.given += 1;
    this.#used.add(event.line);
    await this.#pace(this.#took.get(event) ?? 0);
    switch (event.kind) {
      case 'atr':
      case 'response':
        return Uint8Array.from(event.bytes);
      case 'error':
        throw pcscError(event.pcsc, doing);
      default:
        throw new ReaderError('removed', `the card is gone; it was asked for: ${doing}`);
    }
  }

  readonly #took = new Map<TraceEvent, number>();

  #learn(events: readonly TraceEvent[]): void {
    const state = new CardState();
    events.forEach((event, at) => {
      const answer = events[at + 1];
      if (answer === undefined) return;
      if (event.micros !== null && answer.micros !== null) {
        this.#took.set(answer, answer.micros - event.micros);
      }
      if (event.kind === 'connect' || event.kind === 'reset') state.reset();
      if (event.kind === 'connect') {
        this.#add(CONNECT + event.share, answer);
        if (answer.kind !== 'atr') return;
        this.#protocol = event.protocol;
        this.#atr = answer.bytes;
      } else if (event.kind === 'command') {
        const [exact, rough] = state.keys(event.bytes);
        this.#add(exact, answer);
        this.#add(rough, answer);
        if (answer.kind === 'response') state.answered(event.bytes, answer.bytes);
      }
    });
  }

  #add(key: string, answer: TraceEvent): void {
    const held = this.#answers.get(key);
    if (held === undefined) this.#answers.set(key, { events: [answer], given: 0 });
    else held.events.push(answer);
  }
}

class StateConnection implements CardConnection {
  readonly capabilities = ALL;
  readonly atr: Uint8Array;
  readonly share: ShareMode;
  readonly protocol: Protocol;
  readonly #slot: StateSlot;
  readonly #signal: AbortSignal;
  readonly #state = new CardState();
  #ended = false;

  constructor(
    slot: StateSlot,
    share: ShareMode,
    protocol: Protocol,
    atr: Uint8Array,
    signal: AbortSignal,
  ) {
    this.#slot = slot;
    this.share = share;
    this.protocol = protocol;
    this.atr = atr;
    this.#signal = signal;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    this.#check('transmit');
    return await this.#slot.answer(this.#state, command);
  }

  async reset(): Promise<void> {
    this.#check('reset');
    this.#state.reset();
  }

  async disconnect(): Promise<void> {
    this.#ended = true;
  }

  #check(doing: string): void {
    if (this.#signal.aborted) throw new ReaderError('removed', `the card is gone: ${doing}`);
    if (this.#ended) throw new ReaderError('transport', `${doing}: this connection has ended`);
  }
}
