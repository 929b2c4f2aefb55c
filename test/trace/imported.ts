import assert from 'node:assert/strict';
import { formatLine } from '../../lib/trace/format.js';
import { type FormatName, importTrace } from '../../lib/trace/formats.js';

/** The events of a log as lines of the native format, and what was warned of. The log comes in chunks of `size` bytes. */
export function imported(
  format: FormatName,
  log: string | Uint8Array,
  size = 7,
): { readonly lines: string[]; readonly warnings: string[] } {
  const warnings: string[] = [];
  const source = { name: 'a.log', warn: (what: string) => void warnings.push(what) };
  const items = [...importTrace(format, chunks(Buffer.from(log), size), source)];
  const lines = items.flatMap((item) =>
    item.kind === 'header' ? [] : [formatLine(item, item.micros).trimEnd()],
  );
  return { lines, warnings };
}

/** The same bytes in pieces. */
export function* chunks(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** What reading ends in. */
export function refusal(reading: () => unknown): unknown {
  try {
    reading();
  } catch (error) {
    return error;
  }
  return assert.fail('it was read');
}
