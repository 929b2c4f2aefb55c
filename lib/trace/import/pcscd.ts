import type { TraceItem } from '../flow.js';
import { readLines } from '../lines.js';
import { Assembler } from './assembler.js';
import type { Source } from './source.js';
import { atrIn, commandIn, nothingIn, responseIn } from './words.js';

/** The service logs more than exchanges, and whatever wrote its log down (the journal, a terminal) may put something before each line. */
const MAX_LOG_LINE = 64 * 1024;

/** Colours of a terminal. */
const COLOUR = /\u001B\[[0-9;]*m/g;

/** Microseconds since the line before, at most 99999999; with a thread in newer versions; then what came or went. */
const LINE =
  /(?:^|\s)(\d{8}) (?:\[[^\]\s]{0,40}\] )?(?:\S{1,80}:\d{1,8}:\S{1,80} )?(APDU|SW|Card ATR|Card Removed From):?\s*(.*)$/;
/** What the service says of a card that tells none. */
const NO_ATR = '(NULL)';
/** The time that any line of the service tells. */
const DELTA = /(?:^|\s)(\d{8}) \S/;

/**
 * The log of `pcscd --apdu`, of one card in one reader: `APDU:` and `SW:` lines, with those of `--debug` that tell ATR and removal; all others are passed over. The log
 * tells neither clients nor readers: where a command follows another without an answer between them, or an answer no command, exchanges were mixed.
 * Throws `TraceError`, with line and column; also where there is nothing else.
 */
export function* readPcscd(
  chunks: Iterable<Uint8Array>,
  { name, warn }: Source,
): Generator<TraceItem> {
  yield { kind: 'header', reader: null, protocol: null };
  const card = new Assembler();
  let micros = 0;
  let number = 0;
  for (const raw of readLines(chunks, name, MAX_LOG_LINE)) {
    number += 1;
    const text = raw.replace(COLOUR, '');
    micros += Number(DELTA.exec(text)?.[1] ?? 0);
    const [, , what, bytes = ''] = LINE.exec(text) ?? [];
    if (what === undefined) continue;
    const place = { line: number, micros };
    const words = { file: name, line: number, at: text.length - bytes.length, text: bytes };
    if (what === 'APDU') {
      if (card.isPending) warn('a command without its answer: its answer is an error');
      yield* card.command(commandIn(words), place);
    } else if (what === 'SW') {
      if (card.isPending) yield* card.response(responseIn(words), place);
      else warn('an answer without its command is left out: clients or readers are mixed');
    } else if (what === 'Card ATR') {
      const atr = bytes.startsWith(NO_ATR) ? '' : bytes;
      yield* card.powered(atrIn({ ...words, text: atr }), place);
    } else {
      yield* card.removed(place);
    }
  }
  if (card.isPending) warn('the last command has no answer: its answer is an error');
  yield* card.end({ line: number, micros });
  if (card.isEmpty) throw nothingIn(name, '"APDU:", "SW:" or "Card ATR:", as pcscd logs them');
}
