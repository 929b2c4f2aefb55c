import { printable } from '../../../lib/text.js';
import type { Decoded, Described, DescribedStay, Phase } from '../../../lib/transcript/index.js';
import { explanationLines } from '../explain/print.js';
import { paint } from '../print.js';
import type { CardDocument } from './documents.js';
import { commandHex, dataHex, statusHex } from './hex.js';
import { PHASE_NAMES } from './phase-names.js';

const MARGIN = ' '.repeat(6);
/** Columns of bytes in a line. */
const HEX_WIDTH = 64;

/** A line about a stay, before its exchanges. */
export function stayTitle({ number, iccid, events }: DescribedStay, stays: number): string {
  const exchanges = events.filter(({ kind }) => kind === 'command').length;
  const which = stays === 1 ? '' : `Stay ${number} of ${stays}: `;
  const who = iccid === null ? 'a card that does not say who it is' : `card ${iccid}`;
  return paint('bold', `${which}${who}, ${exchanges} exchanges`);
}

/** Events, with a title where another part of the walk begins, and documents where they were read to their end. */
export function* eventLines(
  events: readonly Described[],
  documents: readonly CardDocument[],
  showSecrets: boolean,
): Generator<string> {
  let phase: Phase | null = null;
  for (const event of events) {
    if (event.phase !== phase) yield* ['', paint('bold', PHASE_NAMES[event.phase])];
    phase = event.phase;
    yield* lines(event, showSecrets);
    for (const document of documents) {
      if (document.file.lastRead === event.n) yield* documentLines(document);
    }
  }
}

function* lines(event: Described, showSecrets: boolean): Generator<string> {
  const time = [
    event.micros === null ? '' : `+${seconds(event.micros)}`,
    event.duration === null ? '' : `${milliseconds(event.duration)} ms`,
  ].filter((part) => part !== '');
  const aside = time.length === 0 ? '' : `  ${paint('faint', time.join(', '))}`;
  yield `${String(event.n).padStart(4)}  ${printable(event.text)}${aside}`;
  if (event.kind !== 'command') {
    if (event.result !== '') {
      yield MARGIN + (event.pcsc === null ? event.result : paint('red', event.result));
    }
    return;
  }
  yield* hexLines('>', commandHex(event, showSecrets));
  const data = dataHex(event, showSecrets);
  if (data === null) yield paint('faint', `${MARGIN}< (not shown: they may hold secrets)`);
  else if (data !== '') yield* hexLines('<', data);
  yield MARGIN + verdict(event);
  if (event.decoded !== null) yield* decodedLines(event.decoded);
}

function* hexLines(sign: string, hex: string): Generator<string> {
  for (let at = 0; at < hex.length; at += HEX_WIDTH) {
    const mark = at === 0 ? sign : ' ';
    yield paint('faint', `${MARGIN}${mark} ${hex.slice(at, at + HEX_WIDTH)}`);
  }
}

function verdict({ sw, result }: Extract<Described, { kind: 'command' }>): string {
  if (sw === null) return paint('red', result);
  const text = `< ${statusHex(sw)}  ${result}`;
  return paint(colourOf(sw), text);
}

const ASIDES = [0x61, 0x6c, 0x62, 0x63, 0x9f];

/** What is done is green, what is on the way yellow, what failed red. */
export function colourOf(sw: number): 'green' | 'yellow' | 'red' {
  if (sw === 0x9000 || sw >> 8 === 0x91 || sw >> 4 === 0x920) return 'green';
  return ASIDES.includes(sw >> 8) ? 'yellow' : 'red';
}

function* decodedLines({ what, facts, problem }: Decoded): Generator<string> {
  yield `${MARGIN}  ${paint('bold', what)}`;
  for (const { name, value } of facts) yield `${MARGIN}    ${name}: ${printable(value)}`;
  if (problem !== null) yield MARGIN + paint('red', `    ${printable(problem)}`);
}

function* documentLines({ file, explanation }: CardDocument): Generator<string> {
  yield '';
  yield `${MARGIN}${paint('bold', `What ${printable(file.name)} holds`)}`;
  if (explanation === null) {
    yield `${MARGIN}nothing: it is all FF`;
    return;
  }
  for (const line of explanationLines(explanation)) yield line === '' ? '' : MARGIN + line;
}

export const seconds = (micros: number): string => (micros / 1_000_000).toFixed(6);

export const milliseconds = (micros: number): string => (micros / 1000).toFixed(1);
