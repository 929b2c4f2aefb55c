import { TraceError } from './error.js';
import { carriesPin, maskedCommand } from './mask.js';
import {
  MAX_LINES,
  MAX_STAYS,
  TRACE_VERSION,
  type Trace,
  type TraceEvent,
  type TraceHeader,
} from './model.js';

/** A trace as it streams by: its header first, then its events in their order. */
export type TraceItem = ({ readonly kind: 'header' } & TraceHeader) | TraceEvent;

/** The items of a trace that is held. */
export function* itemsOf({ reader, protocol, stays }: Trace): Generator<TraceItem> {
  yield { kind: 'header', reader, protocol };
  for (const { events } of stays) yield* events;
}

/** The same items; in no command of them is a PIN. */
export function* masked(items: Iterable<TraceItem>): Generator<TraceItem> {
  for (const item of items) {
    if (item.kind !== 'command' || item.masked || !carriesPin(item.bytes)) yield item;
    else yield { ...maskedCommand(item.bytes), line: item.line, micros: item.micros };
  }
}

/**
 * The whole trace. Items come in the order of the native format (`docs/trace-format.md`). Throws `TraceError` `limit` where there are more events or stays than
 * a file that is read whole may hold; `name` is that of the file.
 */
export function collectTrace(items: Iterable<TraceItem>, name: string): Trace {
  let header: TraceHeader = { reader: null, protocol: null };
  const stays: { readonly events: TraceEvent[] }[] = [];
  let gone = true;
  let count = 0;
  const bound = (value: number, most: number, what: string, line: number): void => {
    if (value <= most) return;
    throw new TraceError(
      'limit',
      { file: name, line, column: 1 },
      `at most ${most} ${what}`,
      'more',
    );
  };

  for (const item of items) {
    if (item.kind === 'header') {
      header = { reader: item.reader, protocol: item.protocol };
      continue;
    }
    count += 1;
    bound(count, MAX_LINES, 'events', item.line);
    if (gone) stays.push({ events: [] });
    bound(stays.length, MAX_STAYS, 'stays', item.line);
    stays.at(-1)!.events.push(item);
    gone = item.kind === 'removed';
  }
  return { name, version: TRACE_VERSION, ...header, stays };
}
