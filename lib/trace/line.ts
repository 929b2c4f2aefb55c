import type { Protocol, ShareMode } from '../reader/reader.js';
import type { LineCursor } from './cursor.js';
import { carriesPin, maskedCommand } from './mask.js';
import {
  ATR_BYTES,
  COMMAND_BYTES,
  type CommandStep,
  RESPONSE_BYTES,
  type TraceStep,
} from './model.js';

const TIME = /^\+(\d{1,9})(?:\.(\d{1,6}))?$/;
/** Where P3 stands in a command. */
const P3 = 4;
const PCSC_CODE = /^0x([0-9A-Fa-f]{8})$/;

/** `T=0` or `T=1`. */
export function readProtocol(cursor: LineCursor): Protocol {
  const word = cursor.word();
  if (word !== 'T=0' && word !== 'T=1') throw cursor.unexpected('T=0 or T=1');
  return word;
}

/** The microseconds of a `+seconds.micros` word, or null of a word that does not begin with `+`. */
export function readTime(cursor: LineCursor, word: string): number | null {
  if (!word.startsWith('+')) return null;
  const [, seconds, fraction = ''] = TIME.exec(word) ?? [];
  if (seconds === undefined) throw cursor.unexpected('+seconds.micros');
  return Number(seconds) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}

/** The word that each kind of line begins with, after its time. */
export const KEYWORDS: ReadonlyMap<string, TraceStep['kind']> = new Map([
  ['connect', 'connect'],
  ['atr', 'atr'],
  ['>', 'command'],
  ['<', 'response'],
  ['reset', 'reset'],
  ['removed', 'removed'],
  ['error', 'error'],
]);

/** The step that a line tells, from behind its keyword to its end. */
export function readStep(cursor: LineCursor, kind: TraceStep['kind']): TraceStep {
  const step = readWords(cursor, kind);
  cursor.end();
  return step;
}

function readWords(cursor: LineCursor, kind: TraceStep['kind']): TraceStep {
  switch (kind) {
    case 'connect':
      return { kind, protocol: readProtocol(cursor), share: readShare(cursor) };
    case 'atr':
      return { kind, bytes: readClear(cursor, 'an ATR', ATR_BYTES) };
    case 'command':
      return readCommand(cursor);
    case 'response':
      return { kind, bytes: readClear(cursor, 'a response', RESPONSE_BYTES) };
    case 'reset':
    case 'removed':
      return { kind };
    case 'error':
      return { kind, pcsc: readCode(cursor) };
  }
}

function readShare(cursor: LineCursor): ShareMode {
  const word = cursor.word();
  if (word !== '' && word !== 'shared') throw cursor.unexpected('shared or the end of the line');
  return word === 'shared' ? 'shared' : 'exclusive';
}

function readCode(cursor: LineCursor): number {
  const digits = PCSC_CODE.exec(cursor.word())?.[1];
  const code = Number.parseInt(digits ?? '0', 16);
  if (code === 0) throw cursor.unexpected('a PC/SC error code such as 0x80100069');
  return code;
}

function readClear(
  cursor: LineCursor,
  what: string,
  bounds: { readonly least: number; readonly most: number },
): Uint8Array {
  const { bytes, masked } = cursor.bytes(what, bounds);
  if (masked.length > 0) throw cursor.refused('malformed', `${what} without **`, 'a masked byte');
  return bytes;
}

function readCommand(cursor: LineCursor): CommandStep {
  const { bytes, masked } = cursor.bytes('a command', COMMAND_BYTES);
  if (masked.length === 0) return { kind: 'command', bytes, masked: false };
  const [first = 0] = masked;
  const isAllOfIt = masked.length === bytes.length - first;
  if (!(first === P3 || first === P3 + 1) || !isAllOfIt || !carriesPin(bytes)) {
    throw cursor.refused(
      'malformed',
      '** for every byte after P3 of a PIN command, or from P3 on, and nowhere else',
      'a masked byte elsewhere',
    );
  }
  // A P3 that is no Lc of what follows may be of the PIN, whoever let it stand.
  return maskedCommand(bytes);
}
