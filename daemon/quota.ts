import type { LogFields, LogLevel } from './log.js';

/** A time after which the lines about a reader are counted anew, in milliseconds. */
const PERIOD_MS = 600_000;

/** Lines about one reader in that time: a hundred stays of a card, or some fifty with every exchange. */
const LIMITS = { told: 500, traced: 5_000 } as const;

interface Count {
  told: number;
  traced: number;
  leftOut: number;
}

/** How much may be logged about each reader: a card with a loose contact fills no disk. */
export class Quota {
  readonly #counts = new Map<string, Count>();
  readonly #say: (message: string, fields: LogFields) => void;

  /** @param say is called with the line about what is left out: when that begins, and at its end with the number. */
  constructor(say: (message: string, fields: LogFields) => void) {
    this.#say = say;
  }

  /** Counts one line more, and tells whether it may be written. What is about no reader may always be. */
  allows(reader: unknown, level: LogLevel): boolean {
    if (typeof reader !== 'string') return true;
    const count = this.#counts.get(reader) ?? this.#begin(reader);
    const what = level === 'debug' ? 'traced' : 'told';
    count[what] += 1;
    if (count[what] <= LIMITS[what]) return true;
    if (count.leftOut === 0) this.#tell('too many lines: more are counted, and left out', reader);
    count.leftOut += 1;
    return false;
  }

  #begin(reader: string): Count {
    const count = { told: 0, traced: 0, leftOut: 0 };
    this.#counts.set(reader, count);
    setTimeout(() => {
      this.#counts.delete(reader);
      if (count.leftOut > 0) this.#tell(`${count.leftOut} lines were left out`, reader);
    }, PERIOD_MS).unref();
    return count;
  }

  #tell(message: string, reader: string): void {
    this.#say(message, { kind: 'lines-left-out', reader });
  }
}
