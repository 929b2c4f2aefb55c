import type { Readable } from 'node:stream';
import { printable } from '../../lib/text.js';
import type { Log } from '../log.js';

export const MAX_LINES = 64;
export const MAX_LINE = 512;

/** Logs what a program prints line by line, up to a number of lines of a length; what is more is read and forgotten. */
export function logLines(streams: readonly Readable[], name: string, log: Log): void {
  let left = MAX_LINES;
  const tell = (line: string): void => {
    left -= 1;
    if (left >= 0) log.info(`${name}: ${printable(line)}`);
    if (left === 0) log.warn(`${name}: more than ${MAX_LINES} lines are not kept`);
  };
  for (const stream of streams) {
    let line = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      if (left <= 0) return;
      const [first = '', ...rest] = text.split('\n', left + 1);
      line = `${line}${first}`.slice(0, MAX_LINE);
      for (const next of rest) {
        tell(line);
        line = next.slice(0, MAX_LINE);
      }
    });
    stream.on('end', () => line !== '' && tell(line));
    stream.on('error', () => undefined);
  }
}
