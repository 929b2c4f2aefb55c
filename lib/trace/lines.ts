import { TraceError } from './error.js';
import { MAX_LINE_LENGTH } from './model.js';

/**
 * The lines of a UTF-8 text that comes in chunks, each without its LF or CRLF; a byte order mark is left out. Throws `TraceError` `limit` where one is longer than
 * `longest` characters, as soon as so much of it has come: no more than that and a chunk is held.
 */
export function* readLines(
  chunks: Iterable<Uint8Array>,
  name: string,
  longest = MAX_LINE_LENGTH,
): Generator<string> {
  const decoder = new TextDecoder();
  let begun = '';
  let number = 1;
  const tooLong = (length: number): TraceError =>
    new TraceError(
      'limit',
      { file: name, line: number, column: longest + 1 },
      `a line of at most ${longest} characters`,
      `${length} or more`,
    );

  for (const chunk of chunks) {
    const lines = (begun + decoder.decode(chunk, { stream: true })).split('\n');
    begun = lines.pop()!;
    for (const line of lines) {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (text.length > longest) throw tooLong(text.length);
      yield text;
      number += 1;
    }
    if (begun.length > longest + 1) throw tooLong(begun.length);
  }
  begun += decoder.decode();
  if (begun.endsWith('\r')) begun = begun.slice(0, -1);
  if (begun.length > longest) throw tooLong(begun.length);
  if (begun !== '') yield begun;
}
