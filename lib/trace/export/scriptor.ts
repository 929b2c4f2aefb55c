import { toHex } from '../../bytes.js';
import type { TraceItem } from '../flow.js';
import { clearBytes } from '../mask.js';
import type { Warn } from './exchanges.js';

/** A line with this word anywhere in it would end the run: none may stand in a comment. */
const HEAD = `# Commands of a trace, for scriptor: "scriptor FILE" sends them to the card that is in.
# A command whose PIN was not recorded is left out, as any other PIN would cost a try.
`;

/**
 * The commands of a trace as a script for scriptor. A command that carries a PIN becomes a comment: sent to a card with whatever stands for the PIN, it would cost one of the
 * tries that the card allows.
 */
export function* writeScriptor(items: Iterable<TraceItem>, warn: Warn): Generator<string> {
  for (const item of items) {
    switch (item.kind) {
      case 'header':
        yield HEAD;
        break;
      case 'atr':
        yield 'reset\n';
        break;
      case 'command': {
        const { bytes, masked } = item;
        if (masked) warn('a command with a PIN becomes a comment');
        const shown = masked ? bytes.subarray(0, clearBytes(bytes)) : bytes;
        yield `${masked ? '# ' : ''}${spaced(shown)}${masked ? ' (without its PIN)' : ''}\n`;
        break;
      }
      case 'removed':
        warn('a removal of the card is left out');
        break;
      case 'error':
        warn('an error is left out');
        break;
      default:
    }
  }
}

const spaced = (bytes: Uint8Array): string => toHex(bytes).replace(/..(?=.)/g, '$& ');
