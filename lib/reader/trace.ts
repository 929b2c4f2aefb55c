import { basename } from 'node:path';
import type { Trace } from '../trace/model.js';
import type { Time } from '../trace/schedule.js';
import { type Departure, Tape } from '../trace/tape.js';
import type { ReaderEvent, ReaderProvider } from './reader.js';

/** What is to be told, and when. */
interface Untold {
  readonly event: ReaderEvent;
  /** The time until it is due; null where that is at once. */
  readonly due: (() => Promise<void> | null) | null;
}

/**
 * Cards out of recorded traces. Each trace is a reader, named by its header or else by its file; they are played one after the other,
 * and the end of a trace leaves its card in its reader. `visited` plays on: it ends the visit, and what the file holds next is told,
 * the removal, the next card, or the same card for a further visit. `listed` comes when the first state of every reader was told.
 */
export class TraceProvider implements ReaderProvider {
  /** Resolves when every trace was played to its end and every card in it was visited, or at `stop`. */
  readonly finished: Promise<void>;
  #finish: () => void = () => undefined;
  readonly #tapes: readonly Tape[];
  readonly #departures: Departure[] = [];
  readonly #untold: Untold[] = [];
  #listener: ((event: ReaderEvent) => void) | null = null;
  #playing = 0;
  #visiting = false;
  #telling = false;

  /** With a clock what a trace holds comes when it says, as far as it does; without one at once. */
  constructor(traces: readonly Trace[], time: Time | null = null) {
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    const names = new Set<string>();
    this.#tapes = traces.map((trace) => {
      const name = unique(trace.reader ?? basename(trace.name), names);
      return new Tape(name, trace, (departure) => this.#departures.push(departure), time);
    });
  }

  /** Where visits and traces parted ways so far: the run fails if there is any. */
  get departures(): readonly Departure[] {
    return this.#departures;
  }

  start(listener: (event: ReaderEvent) => void): void {
    this.#listener = listener;
    this.#later({ kind: 'up' });
    const first = this.#tapes[0];
    if (first === undefined) this.#later({ kind: 'listed' });
    else this.#begin(first);
    void this.#tell();
  }

  visited(reader: string): void {
    const tape = this.#tapes[this.#playing];
    if (!this.#visiting || tape?.name !== reader) return;
    this.#visiting = false;
    tape.endVisit();
    this.#playOn(tape, false);
    void this.#tell();
  }

  async stop(): Promise<void> {
    this.#listener = null;
    this.#finish();
  }

  /** The first state of the reader whose turn it is. */
  #begin(slot: Tape): void {
    const present = slot.next === 'connect';
    this.#visiting = present;
    this.#later(present ? { kind: 'card', slot, inserted: false } : { kind: 'empty', slot }, slot);
    if (slot === this.#tapes.at(-1)) this.#later({ kind: 'listed' });
    if (slot.next === 'removed') slot.passRemoval();
    if (!present) this.#playOn(slot, true);
  }

  /** What comes between two visits; `inserted` is true after a removal. */
  #playOn(slot: Tape, inserted: boolean): void {
    if (slot.next === 'connect') {
      this.#visiting = true;
      this.#later({ kind: 'card', slot, inserted }, slot);
    } else if (slot.next === 'removed') {
      this.#later({ kind: 'empty', slot }, slot);
      slot.passRemoval();
      this.#playOn(slot, true);
    } else {
      this.#playing += 1;
      const next = this.#tapes[this.#playing];
      if (next !== undefined) this.#begin(next);
    }
  }

  /** `slot`: whose trace says when, in what comes next in it. */
  #later(event: ReaderEvent, slot?: Tape): void {
    const micros = slot?.micros ?? null;
    this.#untold.push({ event, due: slot === undefined ? null : () => slot.until(micros) });
  }

  /** Tells what is to be told, in order, also where the listener itself plays on. */
  async #tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    for (let told = this.#untold.shift(); told; told = this.#untold.shift()) {
      const due = told.due?.() ?? null;
      // What comes at once is told before `visited` returns.
      if (due !== null) await due;
      this.#listener?.(told.event);
    }
    this.#telling = false;
    if (this.#playing === this.#tapes.length) this.#finish();
  }
}

/** A name that no reader has yet: ` (2)`, ` (3)` and so on are appended where it is taken. */
function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name} (${count})`;
  taken.add(free);
  return free;
}
