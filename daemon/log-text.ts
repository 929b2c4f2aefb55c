import type { Logform } from 'winston';
import { printable } from '../lib/text.js';

/** A line as people read it, but for level and time: `[reader] message key=value`, and below it the stack of a fault. */
export function lineOf({ message, ...info }: Logform.TransformableInfo): string {
  const { level: _level, timestamp: _timestamp, kind: _kind, reader, stack, ...facts } = info;
  const place = reader === undefined ? '' : `[${String(reader)}] `;
  const rest = Object.entries(facts).map(([key, value]) => ` ${key}=${String(value)}`);
  const trace = stack === undefined ? '' : `\n${String(stack)}`;
  return `${printable(`${place}${String(message)}${rest.join('')}`)}${trace}`;
}
