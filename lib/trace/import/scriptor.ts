import type { Protocol } from '../../reader/reader.js';
import { TraceError } from '../error.js';
import type { TraceItem } from '../flow.js';
import { readLines } from '../lines.js';
import { Assembler } from './assembler.js';
import type { Source } from './source.js';
import { atrIn, commandIn, nothingIn, responseIn } from './words.js';

/** Lines of one response, of sixteen bytes each. */
const MAX_RESPONSE_LINES = 32;

const PROTOCOL = /^Using (T=[01]) protocol$/;
/** What scriptor says besides. */
const CHATTER = /^(?:Using |Trying |No reader given|Reading commands from|Can't get info)/;
/** A line of the script, which scriptor repeats where that comes from a file: a command, a comment, `reset` or `exit`. */
const ECHO = /^(?:\s*[0-9A-Fa-f][0-9A-Fa-f\s]*\\?|#.*|\s*(?:reset|exit)\s*)$/i;
const ASKED = /^> (.*)$/;
const POWERED = /^< (?:OK: (.*)|KO: .*)$/;

/**
 * What scriptor prints as it runs a script: `> COMMAND`, then `< RESPONSE : text`, a response of more than sixteen bytes over several lines; `> RESET`, then
 * `< OK: ATR`. Throws `TraceError`, with line and column; also where there is nothing of it, as in a script that was not run.
 */
export function* readScriptor(
  chunks: Iterable<Uint8Array>,
  { name, warn }: Source,
): Generator<TraceItem> {
  yield { kind: 'header', reader: null, protocol: null };
  let protocol: Protocol | null = null;
  let card: Assembler | null = null;
  let resetting = false;
  let response: { readonly lines: string[]; readonly line: number } | null = null;
  let number = 0;

  for (const text of readLines(chunks, name)) {
    number += 1;
    const place = { line: number, micros: null };
    const refuse = (expected: string): TraceError => {
      const at = { file: name, line: number, column: 1 };
      return new TraceError('malformed', at, expected, 'something else');
    };
    if (response === null) {
      const said = PROTOCOL.exec(text)?.[1];
      if (said !== undefined) protocol = said === 'T=0' ? 'T=0' : 'T=1';
      if (text.trim() === '' || CHATTER.test(text) || ECHO.test(text)) continue;
      const asked = ASKED.exec(text)?.[1];
      if (asked !== undefined) {
        card ??= new Assembler(protocol);
        if (card.isPending) warn('a command without its answer: its answer is an error');
        resetting = asked.trim() === 'RESET';
        const words = { file: name, line: number, at: 2, text: asked };
        yield* resetting ? card.end(place) : card.command(commandIn(words), place);
        continue;
      }
      const [powered, atr] = POWERED.exec(text) ?? [];
      if (resetting && card !== null && powered !== undefined) {
        resetting = false;
        if (atr === undefined) warn('a reset that failed is left out');
        else yield* card.powered(atrIn({ file: name, line: number, at: 6, text: atr }), place);
        continue;
      }
      if (card?.isPending !== true || !text.startsWith('< ')) {
        throw refuse('a line of a transcript: "> COMMAND", "< RESPONSE : text", "> RESET"');
      }
      response = { lines: [text.slice(2)], line: number };
    } else {
      if (response.lines.length === MAX_RESPONSE_LINES) throw refuse('" : " behind a response');
      response.lines.push(text);
    }
    const last = response.lines.at(-1)!;
    const end = last.search(/\s: /);
    if (end === -1) continue;
    response.lines[response.lines.length - 1] = last.slice(0, end);
    const words = { file: name, line: response.line, at: 2, text: response.lines.join(' ') };
    yield* card!.response(responseIn(words), place);
    response = null;
  }
  if (response !== null) warn('the last response is cut off: its command is answered by an error');
  else if (card?.isPending) warn('the last command has no answer: its answer is an error');
  if (card !== null) yield* card.end({ line: number, micros: null });
  if (card === null || card.isEmpty) {
    throw nothingIn(
      name,
      '"> COMMAND" or "> RESET", as scriptor prints them (a script has no answers)',
    );
  }
}
