import { fromHex } from '../../bytes.js';
import { TraceError } from '../error.js';
import { ATR_BYTES, COMMAND_BYTES, RESPONSE_BYTES } from '../model.js';

/** What stands in a line of a log, for the refusal of it. */
export interface Words {
  readonly file: string;
  readonly line: number;
  /** Where the text begins in its line, from 0. */
  readonly at: number;
  readonly text: string;
}

type Bounds = { readonly least: number; readonly most: number };

/** The refusal of a whole file in which a reader that passes over what is not its own found nothing: any text would be an empty trace. */
export function nothingIn(file: string, expected: string): TraceError {
  const place = { file, line: 1, column: 1 };
  return new TraceError('malformed', place, expected, 'nothing of it in the whole file');
}

/** A command as hexadecimal digits. Throws `TraceError`. */
export const commandIn = (words: Words): Uint8Array => bytesIn(words, 'a command', COMMAND_BYTES);
/** A response as hexadecimal digits: data, SW1, SW2. Throws `TraceError`. */
export const responseIn = (words: Words): Uint8Array =>
  bytesIn(words, 'a response', RESPONSE_BYTES);
/** An ATR as hexadecimal digits. Throws `TraceError`. */
export const atrIn = (words: Words): Uint8Array => bytesIn(words, 'an ATR', ATR_BYTES);

function bytesIn({ file, line, at, text }: Words, what: string, { least, most }: Bounds) {
  const place = { file, line, column: at + 1 };
  if (/[^0-9A-Fa-f\s]/.test(text) || text.replace(/\s+/g, '').length % 2 !== 0) {
    throw new TraceError('malformed', place, `${what} in pairs of hexadecimal digits`, 'none');
  }
  const bytes = fromHex(text);
  if (bytes.length < least) {
    throw new TraceError(
      'malformed',
      place,
      `${what} of at least ${least} bytes`,
      `${bytes.length}`,
    );
  }
  if (bytes.length > most) {
    throw new TraceError('limit', place, `${what} of at most ${most} bytes`, `${bytes.length}`);
  }
  return bytes;
}
