import { writeCardpeek } from './export/cardpeek.js';
import type { Warn } from './export/exchanges.js';
import { writeGsmtap } from './export/gsmtap.js';
import { writeTrace } from './export/native.js';
import { writeScriptor } from './export/scriptor.js';
import { masked, type TraceItem } from './flow.js';
import { readCardpeek } from './import/cardpeek.js';
import { readGsmtap } from './import/gsmtap.js';
import { readPcscd } from './import/pcscd.js';
import { readPysim } from './import/pysim.js';
import { readScriptor } from './import/scriptor.js';
import type { Source } from './import/source.js';
import { readTrace } from './parse.js';

interface Format {
  readonly read: (chunks: Iterable<Uint8Array>, source: Source) => Iterable<TraceItem>;
  /** What such a file cannot say, and the trace that is made of it therefore does not; null where nothing is. */
  readonly lacks: string | null;
  /** Null of what is only read. */
  readonly write:
    | ((
        items: Iterable<TraceItem>,
        warn: Warn,
        comments: readonly string[],
      ) => Iterable<string | Uint8Array>)
    | null;
  /** How the name of such a file ends. */
  readonly suffixes: readonly string[];
}

/** Every format of traces, by the name that `trace convert` has for it. */
export const FORMATS = {
  native: {
    read: (chunks, { name }) => readTrace(chunks, name),
    lacks: null,
    write: (items, _, comments) => writeTrace(items, comments),
    suffixes: ['.trace'],
  },
  cardpeek: {
    read: readCardpeek,
    lacks: 'times, connections, errors and removals',
    write: writeCardpeek,
    suffixes: ['.clf', '.cardpeek'],
  },
  gsmtap: {
    read: readGsmtap,
    lacks: 'connections, errors and removals',
    write: writeGsmtap,
    suffixes: ['.pcap'],
  },
  pcscd: {
    read: readPcscd,
    lacks: 'connections, errors, and, but for --debug, ATRs and removals',
    write: null,
    suffixes: [],
  },
  scriptor: {
    read: readScriptor,
    lacks: 'times, errors and removals',
    write: writeScriptor,
    suffixes: ['.scriptor'],
  },
  pysim: {
    read: readPysim,
    lacks: 'times, ATRs, connections, errors and removals',
    write: null,
    suffixes: [],
  },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

/**
 * The trace in a file of some format, as a stream; no command in it holds a PIN, whatever the file does. Throws `TraceError`, of a capture `CaptureError`.
 */
export function importTrace(
  format: FormatName,
  chunks: Iterable<Uint8Array>,
  source: Source,
): Iterable<TraceItem> {
  return masked(FORMATS[format].read(chunks, source));
}
