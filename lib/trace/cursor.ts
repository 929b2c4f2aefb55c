import { concat } from '../bytes.js';
import { printable } from '../text.js';
import { TraceError, type TraceErrorCode } from './error.js';
import { MAX_LINE_LENGTH } from './model.js';

const MAX_SHOWN_WORD = 24;
/** A sign that bytes of a card may have come in place of a word: they are not repeated in an error. */
const HEX_RUN = /[0-9A-Fa-f]{4}/;

function shown(word: string): string {
  if (word === '') return 'the end of the line';
  if (word.length > MAX_SHOWN_WORD || HEX_RUN.test(word)) return `${word.length} characters`;
  return `"${printable(word)}"`;
}

/** The content of a line: what stands before a `#` that begins the line or follows white space. */
function content(line: string): string {
  return (line.includes('#') ? line.replace(/(^|\s)#.*$/su, '') : line).trimEnd();
}

const SPACE = /\s*/y;
const WORD = /[<>]|[^\s<>]+/y;
const REST = /.+/suy;
const PAIRS = /(?:[0-9A-Fa-f]{2}|\*\*)+/y;

/** Bytes as a line tells them. */
export interface LineBytes {
  /** A byte that the line masks is 00. */
  readonly bytes: Uint8Array;
  /** Where those are that the line masks, in their order. */
  readonly masked: readonly number[];
}

/** One line of a trace, read from left to right. */
export class LineCursor {
  readonly #file: string;
  readonly #line: number;
  readonly #text: string;
  #at = 0;
  #wordAt = 0;

  constructor(file: string, line: number, text: string) {
    this.#file = file;
    this.#line = line;
    if (text.length > MAX_LINE_LENGTH) {
      throw this.#error(
        'limit',
        MAX_LINE_LENGTH,
        `a line of at most ${MAX_LINE_LENGTH} characters`,
        `${text.length}`,
      );
    }
    this.#text = content(text);
  }

  get blank(): boolean {
    return this.#text.trim() === '';
  }

  /** The next word; `<` and `>` are words of their own. Empty at the end of the line. */
  word(): string {
    const found = this.#match(WORD);
    this.#wordAt = this.#at - found.length;
    return found;
  }

  /** What is left of the line, without the white space around it. */
  rest(): string {
    const found = this.#match(REST);
    this.#wordAt = this.#at - found.length;
    return found;
  }

  /** The refusal of the last word. */
  unexpected(expected: string): TraceError {
    const word = this.#text.slice(this.#wordAt, this.#at);
    return this.#error('malformed', this.#wordAt, expected, shown(word));
  }

  /** The refusal of the last word, `found` saying what is wrong with it. */
  refused(code: TraceErrorCode, expected: string, found: string): TraceError {
    return this.#error(code, this.#wordAt, expected, found);
  }

  /** Refuses a line that has more to say. */
  end(): void {
    if (this.word() !== '') throw this.unexpected('the end of the line');
  }

  /** The bytes in the rest of the line: pairs of hexadecimal digits, or `**`, with white space between pairs. */
  bytes(what: string, bounds: { readonly least: number; readonly most: number }): LineBytes {
    const runs: Uint8Array[] = [];
    const masked: number[] = [];
    let length = 0;
    for (let run = this.#match(PAIRS); run !== ''; run = this.#match(PAIRS)) {
      const room = bounds.most - length;
      if (run.length > 2 * room) {
        const at = this.#at - run.length + 2 * room;
        throw this.#error('limit', at, `${what} of at most ${bounds.most} bytes`, 'more');
      }
      for (let at = run.indexOf('**'); at !== -1; at = run.indexOf('**', at + 2)) {
        masked.push(length + at / 2);
      }
      runs.push(Buffer.from(run.replaceAll('*', '0'), 'hex'));
      length += run.length / 2;
    }
    if (this.#at < this.#text.length) {
      const at = this.#at + this.#text.slice(this.#at).search(/\S/u);
      const character = this.#text.slice(at).match(/^./su)![0];
      throw this.#error('malformed', at, 'two hexadecimal digits a byte', shown(character));
    }
    if (length < bounds.least) {
      const least = `${what} of at least ${bounds.least} bytes`;
      throw this.#error('malformed', this.#at, least, `${length}`);
    }
    return { bytes: concat(...runs), masked };
  }

  /** What a sticky pattern matches after any white space; the cursor moves only over a match. */
  #match(pattern: RegExp): string {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#text);
    pattern.lastIndex = SPACE.lastIndex;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    if (found !== '') this.#at = pattern.lastIndex;
    return found;
  }

  #error(code: TraceErrorCode, at: number, expected: string, found: string): TraceError {
    return new TraceError(
      code,
      { file: this.#file, line: this.#line, column: at + 1 },
      expected,
      found,
    );
  }
}
