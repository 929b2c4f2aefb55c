import { concat } from '../../bytes.js';
import type { TraceItem } from '../flow.js';
import { clearBytes } from '../mask.js';
import type { CommandStep } from '../model.js';

/** What a format without errors and removals can hold of a trace. */
export type Told =
  | { readonly kind: 'atr'; readonly bytes: Uint8Array; readonly micros: number | null }
  | {
      readonly kind: 'exchange';
      readonly command: CommandStep;
      readonly response: Uint8Array;
      readonly micros: number | null;
    };

/** Told of what does not get into another format: one line for people. */
export type Warn = (what: string) => void;

/** The ATRs and the exchanges of a trace in their order; `warn` is told of all else that happened. */
export function* toldOf(items: Iterable<TraceItem>, warn: Warn): Generator<Told> {
  let command: CommandStep | null = null;
  for (const item of items) {
    if (item.kind === 'atr') {
      yield { kind: 'atr', bytes: item.bytes, micros: item.micros };
    } else if (item.kind === 'command') {
      command = item;
    } else if (item.kind === 'response') {
      yield { kind: 'exchange', command: command!, response: item.bytes, micros: item.micros };
      command = null;
    } else if (item.kind === 'error') {
      warn(
        command === null ? 'an error is left out' : 'a command that an error answers is left out',
      );
      command = null;
    } else if (item.kind === 'removed') {
      if (command !== null) warn('a command that was not answered is left out');
      warn('a removal of the card is left out');
      command = null;
    }
  }
}

/** What stands for the bytes of a PIN where a format has no way to say that they were not recorded. */
const FILLER = 0xff;

/** The bytes of a command; of one that is masked, FF for each byte that was not recorded. */
export function filled({ bytes, masked }: CommandStep): Uint8Array {
  if (!masked) return bytes;
  const head = bytes.subarray(0, clearBytes(bytes));
  return concat(head, new Uint8Array(bytes.length - head.length).fill(FILLER));
}
