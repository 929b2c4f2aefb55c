import { concat } from '../../bytes.js';
import { TraceError } from '../error.js';
import type { TraceItem } from '../flow.js';
import { readLines } from '../lines.js';
import { Assembler } from './assembler.js';
import type { Source } from './source.js';
import { atrIn, commandIn, responseIn } from './words.js';

/**
 * A card log of cardpeek: `R:ATR` for a reset, `C:COMMAND:SW:DATA` for an exchange, bytes in hexadecimal. Blank lines and those that begin with `#` mean nothing.
 * Throws `TraceError`, with line and column.
 */
export function* readCardpeek(
  chunks: Iterable<Uint8Array>,
  { name }: Source,
): Generator<TraceItem> {
  yield { kind: 'header', reader: null, protocol: null };
  const card = new Assembler();
  let number = 0;
  for (const text of readLines(chunks, name)) {
    number += 1;
    if (text.trim() === '' || text.startsWith('#')) continue;
    const place = { line: number, micros: null };
    const [key, ...fields] = text.split(':');
    const words = (field: number) => ({
      file: name,
      line: number,
      at: [key!, ...fields.slice(0, field)].join(':').length + 1,
      text: fields[field] ?? '',
    });
    if (key === 'R' && fields.length === 1) {
      yield* card.powered(atrIn(words(0)), place);
    } else if (key === 'C' && fields.length === 3) {
      yield* card.command(commandIn(words(0)), place);
      const data = fields[2]!.trim() === '' ? new Uint8Array() : hexOf(words(2));
      yield* card.response(concat(data, statusWord(words(1))), place);
    } else {
      throw new TraceError(
        'malformed',
        { file: name, line: number, column: 1 },
        'R:ATR or C:COMMAND:SW:DATA',
        'something else',
      );
    }
  }
}

function statusWord(words: Parameters<typeof responseIn>[0]): Uint8Array {
  const sw = responseIn(words);
  if (sw.length === 2) return sw;
  const { file, line, at } = words;
  throw new TraceError(
    'malformed',
    { file, line, column: at + 1 },
    'a status word of 2 bytes',
    `${sw.length}`,
  );
}

/** Data of a response, without its status word. */
function hexOf(words: Parameters<typeof responseIn>[0]): Uint8Array {
  return responseIn({ ...words, text: `${words.text} 0000` }).subarray(0, -2);
}
