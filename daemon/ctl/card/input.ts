import type { Readable } from 'node:stream';
import { LineCutter } from '../../../lib/virtual-card/json-lines.js';

/** The lines that come in, as they come; the last one may end with the input. */
export async function* linesOf(input: Readable): AsyncGenerator<string> {
  const lines = new LineCutter();
  for await (const piece of input.setEncoding('utf8')) yield* lines.cut(piece);
  yield* lines.end();
}
