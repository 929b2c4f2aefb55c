import type { Protocol } from '../reader/reader.js';
import { LineCursor } from './cursor.js';
import { TraceError } from './error.js';
import { KEYWORDS, readProtocol, readStep, readTime } from './line.js';
import {
  MAX_LINES,
  MAX_STAYS,
  MAX_TRACE_LENGTH,
  type Stay,
  TRACE_VERSION,
  type Trace,
  type TraceEvent,
  type TraceStep,
} from './model.js';

type Kind = TraceStep['kind'];
type State = 'start' | 'gone' | 'idle' | 'unconnected' | 'wants-atr' | 'wants-response';

/** What may come next: which kinds of line, and in words. */
const NEXT: Readonly<Record<State, { readonly kinds: readonly Kind[]; readonly words: string }>> = {
  start: { kinds: ['connect', 'removed'], words: 'connect, or removed for an empty reader' },
  gone: { kinds: ['connect'], words: 'connect: the card is gone' },
  idle: {
    kinds: ['command', 'reset', 'connect', 'removed'],
    words: 'a command (>), reset, connect or removed',
  },
  unconnected: { kinds: ['connect', 'removed'], words: 'connect or removed: nothing is connected' },
  'wants-atr': { kinds: ['atr', 'error', 'removed'], words: 'atr, error or removed' },
  'wants-response': {
    kinds: ['response', 'error', 'removed'],
    words: 'the response (<), error or removed',
  },
};

/**
 * Reads a trace in the native format (`docs/trace-format.md`). `name` is the file's, for error texts and for a reader that the header
 * does not name. Throws `TraceError`, with line and column, and no other: `malformed` or `limit`.
 */
export function parseTrace(text: string, name: string): Trace {
  return new Parser(name).parse(text);
}

class Parser {
  readonly #name: string;
  #version = false;
  #reader: string | null = null;
  #protocol: Protocol | null = null;
  readonly #stays: TraceEvent[][] = [];
  #state: State = 'start';
  /** What was asked of the card last. */
  #asked: 'connect' | 'reset' | 'command' = 'connect';
  #micros = 0;

  constructor(name: string) {
    this.#name = name;
  }

  parse(text: string): Trace {
    if (text.length > MAX_TRACE_LENGTH) {
      throw this.#error('limit', 1, `at most ${MAX_TRACE_LENGTH} characters`, `${text.length}`);
    }
    const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u, MAX_LINES + 2);
    // A last line that is ended has an empty one behind it.
    if (lines.length > MAX_LINES + 1 || (lines[MAX_LINES] ?? '') !== '') {
      throw this.#error('limit', MAX_LINES + 1, `at most ${MAX_LINES} lines`, 'more');
    }
    lines.forEach((line, at) => {
      const cursor = new LineCursor(this.#name, at + 1, line);
      if (!cursor.blank) this.#line(cursor, at + 1);
    });
    if (!this.#version) {
      throw this.#error('malformed', 1, `dmbootd-trace ${TRACE_VERSION}`, 'the end of the file');
    }
    if (this.#state === 'wants-atr' || this.#state === 'wants-response') {
      const last = this.#stays.at(-1)?.at(-1)?.line ?? 1;
      const wanted = `${NEXT[this.#state].words} after this line`;
      throw this.#error('malformed', last, wanted, 'the end of the file');
    }
    return {
      name: this.#name,
      version: TRACE_VERSION,
      reader: this.#reader,
      protocol: this.#protocol,
      stays: this.#stays.map((events): Stay => ({ events })),
    };
  }

  #line(cursor: LineCursor, line: number): void {
    const word = cursor.word();
    if (!this.#version) {
      this.#readVersion(cursor, word);
      return;
    }
    const micros = readTime(cursor, word);
    if (micros === null && this.#header(cursor, word)) return;
    if (micros !== null && micros < this.#micros) {
      throw cursor.refused('malformed', 'a time that does not go back', 'an earlier one');
    }
    this.#micros = micros ?? this.#micros;
    this.#event(cursor, micros === null ? word : cursor.word(), line, micros);
  }

  #readVersion(cursor: LineCursor, word: string): void {
    const expected = `dmbootd-trace ${TRACE_VERSION} as the first line`;
    if (word !== 'dmbootd-trace') throw cursor.unexpected(expected);
    if (cursor.word() !== `${TRACE_VERSION}`) throw cursor.unexpected(expected);
    cursor.end();
    this.#version = true;
  }

  #header(cursor: LineCursor, key: string): boolean {
    if (key !== 'reader' && key !== 'protocol') return false;
    if (this.#stays.length > 0) {
      throw cursor.refused('malformed', 'header lines before the first event', 'one after it');
    }
    if ((key === 'reader' ? this.#reader : this.#protocol) !== null) {
      throw cursor.refused('malformed', `one ${key} line`, 'a second one');
    }
    if (key === 'reader') {
      const name = cursor.rest();
      if (name === '' || /\p{C}/u.test(name)) {
        throw cursor.refused('malformed', 'a name without control characters', 'none or another');
      }
      this.#reader = name;
    } else {
      this.#protocol = readProtocol(cursor);
      cursor.end();
    }
    return true;
  }

  #event(cursor: LineCursor, keyword: string, line: number, micros: number | null): void {
    const next = NEXT[this.#state];
    const kind = KEYWORDS.get(keyword);
    if (kind === undefined || !next.kinds.includes(kind)) throw cursor.unexpected(next.words);
    const first = this.#state === 'start' || this.#state === 'gone';
    if (first && this.#stays.length === MAX_STAYS) {
      throw cursor.refused('limit', `at most ${MAX_STAYS} stays`, 'more');
    }
    const event = { ...readStep(cursor, kind), line, micros };
    if (first) this.#stays.push([event]);
    else this.#stays.at(-1)?.push(event);
    this.#state = this.#after(kind);
  }

  #after(kind: Kind): State {
    switch (kind) {
      case 'connect':
      case 'reset':
        this.#asked = kind;
        return 'wants-atr';
      case 'command':
        this.#asked = kind;
        return 'wants-response';
      case 'error':
        return this.#asked === 'connect' ? 'unconnected' : 'idle';
      case 'removed':
        return 'gone';
      case 'atr':
      case 'response':
        return 'idle';
    }
  }

  #error(code: 'malformed' | 'limit', line: number, expected: string, found: string): TraceError {
    return new TraceError(code, { file: this.#name, line, column: 1 }, expected, found);
  }
}
