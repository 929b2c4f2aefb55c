import * as v from 'valibot';
import { fromHex, toHex } from '../bytes.js';
import { DmbootError } from '../error.js';

/** Characters of a line without its end: a response of 258 bytes has fewer than a seventh of them. */
export const MAX_LINE = 4096;

const hex = (least: number, most: number, what: string) => {
  const problem = `expected ${what}: ${least} to ${most} bytes as hexadecimal digits`;
  return v.pipe(
    v.string(problem),
    v.regex(new RegExp(`^(?:[0-9A-Fa-f]{2}){${least},${most}}$`), problem),
  );
};

const MEMBERS = 'expected an object with known members only';

/** What a reader says to a card, an object a line (docs/card-program.md). */
export const readerLine = v.variant(
  'type',
  [
    v.strictObject({ type: v.literal('reset') }, MEMBERS),
    v.strictObject({ type: v.literal('command'), command: hex(1, 261, 'a command') }, MEMBERS),
    v.strictObject({ type: v.literal('remove') }, MEMBERS),
  ],
  'expected "type": "reset", "command" or "remove"',
);

/** What a card answers, an object a line; to `remove` nothing. */
export const cardLine = v.variant(
  'type',
  [
    v.strictObject({ type: v.literal('atr'), atr: hex(2, 33, 'an ATR') }, MEMBERS),
    v.strictObject({ type: v.literal('response'), response: hex(2, 258, 'a response') }, MEMBERS),
  ],
  'expected "type": "atr" or "response"',
);

export type FromReader =
  | { readonly type: 'reset' | 'remove' }
  | { readonly type: 'command'; readonly bytes: Uint8Array };

export type FromCard = { readonly type: 'atr' | 'response'; readonly bytes: Uint8Array };

/** A line that is none of the protocol. It repeats nothing of it: a PIN may stand there. */
export class CardLineError extends DmbootError<'card-line'> {
  readonly fault = 'operator';

  constructor(problem: string) {
    super('card-line', problem);
  }
}

/** Reads a line from a reader. @throws CardLineError */
export function readReaderLine(line: string): FromReader {
  const read = valid(line, readerLine);
  return read.type === 'command' ? { type: read.type, bytes: fromHex(read.command) } : read;
}

/** Reads a line from a card. @throws CardLineError */
export function readCardLine(line: string): FromCard {
  const read = valid(line, cardLine);
  return { type: read.type, bytes: fromHex(read.type === 'atr' ? read.atr : read.response) };
}

/** A line to a card, ended. */
export const writeReaderLine = (said: FromReader): string =>
  `${JSON.stringify(said.type === 'command' ? { type: said.type, command: toHex(said.bytes) } : said)}\n`;

/** A line from a card, ended. */
export const writeCardLine = ({ type, bytes }: FromCard): string =>
  `${JSON.stringify({ type, [type]: toHex(bytes) })}\n`;

function valid<const S extends v.GenericSchema>(line: string, schema: S): v.InferOutput<S> {
  if (line.length > MAX_LINE) {
    throw new CardLineError(`expected a line of at most ${MAX_LINE} characters`);
  }
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    throw new CardLineError('expected a JSON object on a line');
  }
  const result = v.safeParse(schema, raw);
  if (result.success) return result.output;
  const [{ message, type, expected, path }] = result.issues;
  const missing = type === 'strict_object' && expected !== 'Object' && expected !== 'never';
  throw new CardLineError(missing ? `${String(path?.[0]?.key)}: missing` : message);
}

/**
 * Cuts what comes into lines. A line that gets longer than `MAX_LINE` is handed on as far as it goes, once,
 * and is then refused by whoever reads it: nothing longer is ever held.
 */
export class LineCutter {
  #held = '';
  #over = false;

  /** The lines that end in this piece. */
  *cut(piece: string): Generator<string> {
    let rest = piece;
    for (;;) {
      const end = rest.indexOf('\n');
      const part = end < 0 ? rest : rest.slice(0, end);
      if (!this.#over) this.#held += part;
      if (this.#held.length > MAX_LINE && !this.#over) {
        this.#over = true;
        yield this.#held.slice(0, MAX_LINE + 1);
        this.#held = '';
      }
      if (end < 0) return;
      const line = this.#held;
      const wasOver = this.#over;
      this.#held = '';
      this.#over = false;
      if (!wasOver) yield line;
      rest = rest.slice(end + 1);
    }
  }

  /** The last line where all ends without an end of it. */
  *end(): Generator<string> {
    if (this.#held !== '') yield this.#held;
    this.#held = '';
  }
}
