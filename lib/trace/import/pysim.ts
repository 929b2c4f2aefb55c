import { concat, fromHex } from '../../bytes.js';
import type { TraceItem } from '../flow.js';
import { readLines } from '../lines.js';
import { Assembler } from './assembler.js';
import type { Source } from './source.js';
import { commandIn, nothingIn, responseIn } from './words.js';

/** A shell prints much between two exchanges. */
const MAX_SHELL_LINE = 64 * 1024;

const COMMAND = /^(.*?-> )([0-9A-Fa-f\s]*)$/;
const RESPONSE = /^(.*?<- )([0-9A-Fa-f]{4}):\s?([0-9A-Fa-f\s]*)$/;
const RESET = /-- RESET\s*$/;

/**
 * What pySim prints with `--apdu-trace`: `-> COMMAND`, then `<- SW: DATA`; `-- RESET`. All other lines are the output of a shell, and passed over.
 * Throws `TraceError`, with line and column; also where there is nothing else.
 */
export function* readPysim(
  chunks: Iterable<Uint8Array>,
  { name, warn }: Source,
): Generator<TraceItem> {
  yield { kind: 'header', reader: null, protocol: null };
  const card = new Assembler();
  let number = 0;
  for (const text of readLines(chunks, name, MAX_SHELL_LINE)) {
    number += 1;
    const place = { line: number, micros: null };
    const [, before, command] = COMMAND.exec(text) ?? [];
    const [, ahead, sw, data] = RESPONSE.exec(text) ?? [];
    if (before !== undefined) {
      if (card.isPending) warn('a command without its answer: its answer is an error');
      const words = { file: name, line: number, at: before.length, text: command! };
      yield* card.command(commandIn(words), place);
    } else if (ahead !== undefined) {
      if (card.isPending) {
        const words = { file: name, line: number, at: ahead.length, text: `${data} ${sw}` };
        yield* card.response(concat(responseIn(words)), place);
      } else warn('an answer without its command is left out');
    } else if (RESET.test(text)) {
      if (card.isPending) warn('a command without its answer: its answer is an error');
      yield* card.powered(fromHex(''), place);
    }
  }
  if (card.isPending) warn('the last command has no answer: its answer is an error');
  yield* card.end({ line: number, micros: null });
  if (card.isEmpty) throw nothingIn(name, '"-> COMMAND" or "-- RESET", as pySim prints them');
}
