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
  return line.replace(/(^|\s)#.*$/su, '').trimEnd();
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
    const found = this.#match(/[<>]|[^\s<>]+/y);
    this.#wordAt = this.#at - found.length;
    return found;
  }

  /** What is left of the line, without the white space around it. */
  rest(): string {
    const found = this.#match(/.+/suy);
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

  /**
   * The bytes in the rest of the line: pairs of hexadecimal digits, or `**`, with white space between pairs.
   * A `**` comes as `null`.
   */
  bytes(
    what: string,
    bounds: { readonly least: number; readonly most: number },
  ): (number | null)[] {
    const bytes = this.#plainBytes(bounds.most);
    for (let pair = this.#pair(); pair !== ''; pair = this.#pair()) {
      if (bytes.length === bounds.most) {
        throw this.#error('limit', this.#at - 2, `${what} of at most ${bounds.most} bytes`, 'more');
      }
      bytes.push(pair === '**' ? null : Number.parseInt(pair, 16));
    }
    if (this.#at < this.#text.length) {
      const at = this.#at + this.#text.slice(this.#at).search(/\S/u);
      const character = this.#text.slice(at).match(/^./su)![0];
      throw this.#error('malformed', at, 'two hexadecimal digits a byte', shown(character));
    }
    if (bytes.length < bounds.least) {
      const least = `${what} of at least ${bounds.least} bytes`;
      throw this.#error('malformed', this.#at, least, `${bytes.length}`);
    }
    return bytes;
  }

  /** The bytes in the rest of the line where it holds nothing but pairs in one piece or two, as most lines do; else none. */
  #plainBytes(most: number): (number | null)[] {
    const plain = /\s*((?:[0-9A-Fa-f]{2})*)(?: ((?:[0-9A-Fa-f]{2})+))?$/y;
    plain.lastIndex = this.#at;
    const [, first = '', second = ''] = plain.exec(this.#text) ?? [];
    if (first.length + second.length > 2 * most) return [];
    if (first !== '') this.#at = this.#text.length;
    return [...Buffer.from(first + second, 'hex')];
  }

  #pair(): string {
    return this.#match(/[0-9A-Fa-f]{2}|\*\*/y);
  }

  /** What a sticky pattern matches after any white space; the cursor moves only over a match. */
  #match(pattern: RegExp): string {
    const space = /\s*/y;
    space.lastIndex = this.#at;
    space.exec(this.#text);
    pattern.lastIndex = space.lastIndex;
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
