import { toHex } from '../../bytes.js';
import type { TraceItem } from '../flow.js';
import { filled, toldOf, type Warn } from './exchanges.js';

/** The line that cardpeek has room for, its end included. */
const ITS_LINE = 1023;

/** A trace as a card log of cardpeek: `R:ATR` and `C:COMMAND:SW:DATA`. PINs that were not recorded stand as FF. */
export function* writeCardpeek(items: Iterable<TraceItem>, warn: Warn): Generator<string> {
  for (const told of toldOf(items, warn)) {
    if (told.kind === 'atr') {
      yield `R:${toHex(told.bytes)}\n`;
      continue;
    }
    const { command, response } = told;
    const [data, sw] = [response.subarray(0, -2), response.subarray(-2)];
    const line = `C:${toHex(filled(command))}:${toHex(sw)}:${toHex(data)}\n`;
    if (line.length > ITS_LINE) warn('a line is longer than cardpeek reads');
    yield line;
  }
}
