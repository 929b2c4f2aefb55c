import type { TraceItem } from '../flow.js';
import { formatHeader, formatLine } from '../format.js';

/** A trace in the native format, line by line, `comments` in its head. */
export function* writeTrace(
  items: Iterable<TraceItem>,
  comments: readonly string[],
): Generator<string> {
  for (const item of items) {
    yield item.kind === 'header' ? formatHeader(item, comments) : formatLine(item, item.micros);
  }
}
