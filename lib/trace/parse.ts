import type { Protocol } from '../reader/reader.js';
import { LineCursor } from './cursor.js';
import { TraceError } from './error.js';
import { collectTrace, type TraceItem } from './flow.js';
import { KEYWORDS, readProtocol, readStep, readTime } from './line.js';
import { readLines } from './lines.js';
import {
  MAX_LINES,
  MAX_STAYS,
  MAX_TRACE_LENGTH,
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
  const limit = (line: number, expected: string, found: string): TraceError =>
    new TraceError('limit', { file: name, line, column: 1 }, expected, found);
  if (text.length > MAX_TRACE_LENGTH) {
    throw limit(1, `at most ${MAX_TRACE_LENGTH} characters`, `${text.length}`);
  }
  const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u, MAX_LINES + 2);
  // A last line that is ended has an empty one behind it.
  if (lines.length > MAX_LINES + 1 || (lines[MAX_LINES] ?? '') !== '') {
    throw limit(MAX_LINES + 1, `at most ${MAX_LINES} lines`, 'more');
  }
  return collectTrace(new Parser(name, MAX_STAYS).read(lines), name);
}

/**
 * The same as a stream: bytes in, the header and then the events out, as they come. Nothing but a line is held, so a file may be of any length and hold
 * any number of stays. Throws `TraceError` as `parseTrace` does, but for the bounds of a file; what was handed out before was right.
 */
export function readTrace(chunks: Iterable<Uint8Array>, name: string): Generator<TraceItem> {
  return new Parser(name, Number.POSITIVE_INFINITY).read(readLines(chunks, name));
}

class Parser {
  readonly #name: string;
  readonly #maxStays: number;
  #version = false;
  #reader: string | null = null;
  #protocol: Protocol | null = null;
  #stays = 0;
  #state: State = 'start';
  /** What was asked of the card last. */
  #asked: 'connect' | 'reset' | 'command' = 'connect';
  #micros = 0;
  /** Of the last event. */
  #line = 0;

  constructor(name: string, maxStays: number) {
    this.#name = name;
    this.#maxStays = maxStays;
  }

  *read(lines: Iterable<string>): Generator<TraceItem> {
    let number = 0;
    for (const line of lines) {
      number += 1;
      const cursor = new LineCursor(this.#name, number, line);
      const event = cursor.blank ? null : this.#read(cursor, number);
      if (event === null) continue;
      if (this.#line === 0) yield this.#header;
      this.#line = number;
      yield event;
    }
    if (!this.#version) throw this.#ended(1, `dmbootd-trace ${TRACE_VERSION}`);
    if (this.#state === 'wants-atr' || this.#state === 'wants-response') {
      throw this.#ended(this.#line, `${NEXT[this.#state].words} after this line`);
    }
    if (this.#line === 0) yield this.#header;
  }

  get #header(): TraceItem {
    return { kind: 'header', reader: this.#reader, protocol: this.#protocol };
  }

  /** The event that a line tells, or null of a line before the first. */
  #read(cursor: LineCursor, line: number): TraceEvent | null {
    const word = cursor.word();
    if (!this.#version) {
      this.#readVersion(cursor, word);
      return null;
    }
    const micros = readTime(cursor, word);
    if (micros === null && this.#readHeader(cursor, word)) return null;
    if (micros !== null && micros < this.#micros) {
      throw cursor.refused('malformed', 'a time that does not go back', 'an earlier one');
    }
    this.#micros = micros ?? this.#micros;
    return this.#event(cursor, micros === null ? word : cursor.word(), line, micros);
  }

  #readVersion(cursor: LineCursor, word: string): void {
    const expected = `dmbootd-trace ${TRACE_VERSION} as the first line`;
    if (word !== 'dmbootd-trace') throw cursor.unexpected(expected);
    if (cursor.word() !== `${TRACE_VERSION}`) throw cursor.unexpected(expected);
    cursor.end();
    this.#version = true;
  }

  #readHeader(cursor: LineCursor, key: string): boolean {
    if (key !== 'reader' && key !== 'protocol') return false;
    if (this.#stays > 0) {
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

  #event(cursor: LineCursor, keyword: string, line: number, micros: number | null): TraceEvent {
    const next = NEXT[this.#state];
    const kind = KEYWORDS.get(keyword);
    if (kind === undefined || !next.kinds.includes(kind)) throw cursor.unexpected(next.words);
    const first = this.#state === 'start' || this.#state === 'gone';
    if (first && this.#stays === this.#maxStays) {
      throw cursor.refused('limit', `at most ${this.#maxStays} stays`, 'more');
    }
    const event = { ...readStep(cursor, kind), line, micros };
    if (first) this.#stays += 1;
    this.#state = this.#after(kind);
    return event;
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

  #ended(line: number, expected: string): TraceError {
    const place = { file: this.#name, line, column: 1 };
    return new TraceError('malformed', place, expected, 'the end of the file');
  }
}
