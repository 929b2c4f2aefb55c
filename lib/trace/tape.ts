import { pcscError, ReaderError } from '../reader/error.js';
import type {
  CardConnection,
  Protocol,
  ReaderCapabilities,
  ShareMode,
  Slot,
} from '../reader/reader.js';
import { printable } from '../text.js';
import { describeStep } from './format.js';
import { maskedCommand, sameCommand } from './mask.js';
import type { Trace, TraceEvent } from './model.js';
import { Schedule, type Time } from './schedule.js';

/** Where a walk and a trace part ways: what the trace holds there, and what was asked instead. PINs are masked in both. */
export interface Departure {
  readonly file: string;
  /** From 1; of the last event, where the trace has ended. */
  readonly line: number;
  readonly expected: string;
  readonly found: string;
}

/** `found` of a departure where a visit ended before what the trace holds of it. */
export const END_OF_VISIT = 'the end of the visit';

const ALL: ReaderCapabilities = {
  atr: true,
  reset: true,
  exclusive: true,
  basicChannel: true,
  protocol: true,
};

const SHARING_VIOLATION = 0x8010000b;

const ASKED: ReadonlySet<TraceEvent['kind']> = new Set(['connect', 'command', 'reset']);

/** A trace that is being played: a slot whose card answers what the file holds, strictly in its order. */
export class Tape implements Slot {
  readonly name: string;
  readonly capabilities = ALL;
  readonly #file: string;
  readonly #events: readonly TraceEvent[];
  readonly #onDeparture: (departure: Departure) => void;
  readonly #schedule: Schedule;
  #at = 0;
  /** Where the visit under way began, and whether it asked for a connection. */
  #began = 0;
  #asked = false;
  #departed: ReaderError | null = null;
  #connection: TapeConnection | null = null;

  /** With a clock everything comes when the trace says, as far as it does; without one at once. */
  constructor(
    name: string,
    trace: Trace,
    onDeparture: (departure: Departure) => void,
    time: Time | null = null,
  ) {
    this.name = name;
    this.#schedule = new Schedule(time);
    this.#file = trace.name;
    this.#events = trace.stays.flatMap((stay) => stay.events);
    this.#onDeparture = onDeparture;
  }

  /** What comes next between two visits: a connection to a card, its removal, or the end. */
  get next(): 'connect' | 'removed' | 'end' {
    const kind = this.#events[this.#at]?.kind;
    return kind === 'connect' || kind === 'removed' ? kind : 'end';
  }

  /** When that comes, for `until`; null where the trace does not tell. */
  get micros(): number | null {
    return this.#events[this.#at]?.micros ?? null;
  }

  /** The time until what stands at so many microseconds; null where it comes at once. */
  until(micros: number | null): Promise<void> | null {
    return this.#schedule.until(micros);
  }

  /** Plays the removal that comes next. */
  passRemoval(): void {
    this.#at += 1;
    this.#began = this.#at;
  }

  /**
   * Ends the visit. Lines of it that were not played are a departure; they are passed over, to the next `connect`, `removed` or the end.
   * A visit that asked for nothing played nothing (smartcard bootstrap is switched off): the rest of the stay is passed over.
   */
  endVisit(): void {
    this.#connection = null;
    if (this.#asked) {
      const unused = this.#at === this.#began || !this.#betweenVisits();
      if (unused && this.#departed === null) this.#depart(END_OF_VISIT);
      if (this.#at === this.#began) this.#at += 1;
      while (!this.#betweenVisits()) this.#at += 1;
    } else {
      while (this.next !== 'removed' && this.#at < this.#events.length) this.#at += 1;
    }
    this.#began = this.#at;
    this.#asked = false;
    this.#departed = null;
  }

  async connect(share: ShareMode, signal: AbortSignal): Promise<CardConnection> {
    this.#asked = true;
    const last = this.#events[this.#at - 1];
    const empty = this.#at === this.#events.length && (last?.kind ?? 'removed') === 'removed';
    if (empty || signal.aborted) throw gone('connect');
    if (this.#departed === null) this.#waitForAnother(share);
    if (this.next === 'removed') await this.#due();
    const next = this.#events[this.#at];
    const { protocol } = this.#take(
      () => (share === 'shared' ? 'connect shared' : 'connect'),
      next?.kind === 'connect' && next.share === share ? next : null,
    );
    await this.#due();
    const connection = new TapeConnection(this, signal, share, protocol, this.#answer('connect'));
    this.#connection = connection;
    return connection;
  }

  /** For the connection: the response that the trace holds to this command. */
  async transmit(from: TapeConnection, command: Uint8Array): Promise<Uint8Array> {
    this.#check(from, 'transmit');
    if (this.next === 'removed') await this.#due();
    const next = this.#events[this.#at];
    this.#take(
      () => describeStep(maskedCommand(command)),
      next?.kind === 'command' && sameCommand(next, command) ? next : null,
    );
    await this.#due();
    return this.#answer('transmit');
  }

  /** For the connection: the ATR of the reset that comes next. */
  async reset(from: TapeConnection): Promise<Uint8Array> {
    this.#check(from, 'reset');
    if (this.next === 'removed') await this.#due();
    const next = this.#events[this.#at];
    this.#take(() => 'reset', next?.kind === 'reset' ? next : null);
    await this.#due();
    return this.#answer('reset');
  }

  #check(from: TapeConnection, doing: string): void {
    if (from.signal.aborted) throw gone(doing);
    if (from !== this.#connection || from.ended) {
      throw new ReaderError('transport', `${doing}: this connection has ended`);
    }
  }

  /**
   * How often an exclusive connection is asked for before a shared one is a matter of time, and no time is played: behind an attempt that another
   * program stood in the way of, more attempts fail as it did, and attempts that the trace holds on top are passed over.
   */
  #waitForAnother(share: ShareMode): void {
    const last = this.#events[this.#at - 1];
    if (last?.kind !== 'error' || last.pcsc !== SHARING_VIOLATION) return;
    if (share === 'exclusive' && this.#holds('shared')) throw pcscError(last.pcsc, 'connect');
    if (share === 'exclusive') return;
    while (this.#holds('exclusive') && this.#events[this.#at + 1]?.kind === 'error') this.#at += 2;
  }

  #holds(share: ShareMode): boolean {
    const next = this.#events[this.#at];
    return next?.kind === 'connect' && next.share === share;
  }

  /** Plays `wanted`, the event that comes next, or null where that is not what was asked for. A removal that comes next answers everything. */
  #take<Event extends TraceEvent>(found: () => string, wanted: Event | null): Event {
    if (this.#departed !== null) throw this.#departed;
    if (this.next === 'removed') throw gone(found());
    if (wanted === null) throw this.#depart(found());
    this.#at += 1;
    return wanted;
  }

  /** The time until the answer or the removal that comes next. */
  #due(): Promise<void> | null {
    const before = this.#events[this.#at - 1];
    const asked = before !== undefined && ASKED.has(before.kind) ? before.micros : null;
    return this.#schedule.until(this.micros, asked);
  }

  /** Plays the answer that comes next: bytes, or a rejection. The removal of the card is left for `passRemoval`. */
  #answer(doing: string): Uint8Array {
    const next = this.#events[this.#at];
    if (next?.kind === 'atr' || next?.kind === 'response') {
      this.#at += 1;
      return Uint8Array.from(next.bytes);
    }
    if (next?.kind !== 'error') throw gone(doing);
    this.#at += 1;
    throw pcscError(next.pcsc, doing);
  }

  #depart(found: string): ReaderError {
    const next = this.#events[this.#at];
    const line = (next ?? this.#events.at(-1))?.line ?? 1;
    const expected = next === undefined ? 'the end of the trace' : describeStep(next);
    const departure = { file: this.#file, line, expected, found };
    this.#departed = new ReaderError('departed', departureText(departure));
    this.#onDeparture(departure);
    return this.#departed;
  }

  #betweenVisits(): boolean {
    const kind = this.#events[this.#at]?.kind;
    return kind === undefined || kind === 'connect' || kind === 'removed';
  }
}

/** A departure in one line for people. */
export function departureText(departure: Departure): string {
  return `${printable(departure.file)}:${departure.line}: ${departureWords(departure)}`;
}

/** What a departure is, wherever it stands. */
export function departureWords({ expected, found }: Departure): string {
  return `the trace holds "${expected}", and "${found}" came`;
}

function gone(asked: string): ReaderError {
  return new ReaderError('removed', `the card is gone; it was asked for: ${asked}`);
}

class TapeConnection implements CardConnection {
  readonly capabilities = ALL;
  readonly signal: AbortSignal;
  readonly share: ShareMode;
  readonly protocol: Protocol;
  readonly #tape: Tape;
  #atr: Uint8Array;
  #ended = false;

  constructor(
    tape: Tape,
    signal: AbortSignal,
    share: ShareMode,
    protocol: Protocol,
    atr: Uint8Array,
  ) {
    this.#tape = tape;
    this.signal = signal;
    this.share = share;
    this.protocol = protocol;
    this.#atr = atr;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  get ended(): boolean {
    return this.#ended;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#tape.transmit(this, command);
  }

  async reset(): Promise<void> {
    this.#atr = await this.#tape.reset(this);
  }

  async disconnect(): Promise<void> {
    this.#ended = true;
  }
}
