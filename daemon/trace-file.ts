import { closeSync, openSync, readSync } from 'node:fs';
import { errorText } from '../lib/error.js';
import { FORMATS, type FormatName, importTrace } from '../lib/trace/formats.js';
import { guessFormat } from '../lib/trace/guess.js';
import type { Source } from '../lib/trace/import/source.js';
import { collectTrace, type Trace } from '../lib/trace/index.js';
import { EXIT, Exit } from './exit.js';

const CHUNK = 64 * 1024;

/** A file of some format of traces, opened for one reading from its beginning to its end. */
export interface TraceSource {
  readonly format: FormatName;
  readonly chunks: Iterable<Uint8Array>;
  close(): void;
}

/**
 * Opens a file, which may be a pipe, and tells its format by its content, unless it is given.
 *
 * @throws Exit 66 where it cannot be read, 65 where its format cannot be told.
 */
export function openTraceSource(file: string, given?: FormatName): TraceSource {
  const fd = attempt(() => openSync(file, 'r'));
  const chunks = chunksOf(fd, file);
  const first = attempt(() => chunks.next().value ?? new Uint8Array());
  const format = given ?? guessFormat(first);
  if (format === null) {
    closeSync(fd);
    const names = Object.keys(FORMATS).join(', ');
    throw new Exit(EXIT.data, `${file}: this is no trace of a known format (${names})`);
  }
  return { format, chunks: joined(first, chunks), close: () => closeSync(fd) };
}

/**
 * The trace in a file of any format, held as a whole: for all that looks at a trace. The bounds of a file that is read whole hold. `warn` is told of what
 * was not as it should be, and, once, of what the format lacks.
 *
 * @throws Exit 66 and 65 as `openTraceSource`, `TraceError`, `CaptureError`.
 */
export function openTrace(file: string, warn: Source['warn'], given?: FormatName): Trace {
  const opened = openTraceSource(file, given);
  try {
    const { lacks } = FORMATS[opened.format];
    if (lacks !== null) warn(lackText(opened.format, lacks));
    return collectTrace(importTrace(opened.format, opened.chunks, { name: file, warn }), file);
  } finally {
    opened.close();
  }
}

/** What a trace that came from another format does not hold, for people. */
export const lackText = (format: FormatName, lacks: string): string =>
  `${format}: such a file does not tell ${lacks}`;

/** Each chunk is a buffer of its own. */
function* chunksOf(fd: number, file: string): Generator<Uint8Array> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const length = attempt(() => readSync(fd, chunk, 0, CHUNK, null), file);
    if (length === 0) return;
    yield chunk.subarray(0, length);
  }
}

function* joined(first: Uint8Array, rest: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield first;
  yield* rest;
}

/** `file` where the system does not name it. */
function attempt<T>(reading: () => T, file?: string): T {
  try {
    return reading();
  } catch (error) {
    const text = errorText(error);
    throw new Exit(EXIT.noInput, file === undefined ? text : `${file}: ${text}`);
  }
}
