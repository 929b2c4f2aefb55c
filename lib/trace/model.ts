import type { Protocol, ShareMode } from '../reader/reader.js';

/** The version of the format that is read and written: `docs/trace-format.md`. */
export const TRACE_VERSION = 1;

/** Characters of a file: a reader of files asks for no more. */
export const MAX_TRACE_LENGTH = 64 * 1024 * 1024;
/** Lines of a file, comments and blank lines included. */
export const MAX_LINES = 100_000;
/** Characters of a line, its comment included. */
export const MAX_LINE_LENGTH = 4096;
export const MAX_STAYS = 1000;

/** Bytes of a short command (ISO 7816-4): header, Lc, 255 bytes of data, Le. */
export const COMMAND_BYTES = { least: 4, most: 261 } as const;
/** Bytes of a response to a short command: 256 bytes of data, SW1, SW2. */
export const RESPONSE_BYTES = { least: 2, most: 258 } as const;
/** Bytes of an answer to reset (ISO 7816-3: TS and at most 32 more); none where the reader does not tell it. */
export const ATR_BYTES = { least: 0, most: 33 } as const;

/** What one line says. */
export type TraceStep =
  | { readonly kind: 'connect'; readonly protocol: Protocol; readonly share: ShareMode }
  | { readonly kind: 'atr'; readonly bytes: Uint8Array }
  | CommandStep
  | { readonly kind: 'response'; readonly bytes: Uint8Array }
  | { readonly kind: 'reset' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'error'; readonly pcsc: number };

export interface CommandStep {
  readonly kind: 'command';
  readonly bytes: Uint8Array;
  /** The bytes after P3 were not recorded: they stand as 00 in `bytes`, and any bytes match them. */
  readonly masked: boolean;
}

/** A line of a file: where it stands, from 1, and the microseconds since the first event, where it tells them. */
export type TraceEvent = TraceStep & { readonly line: number; readonly micros: number | null };

/**
 * From a card's insertion to its removal, or to the end of the file. The first event is a `connect`, `removed` is only ever the last.
 * One exception: a first stay of a lone `removed` says that the reader is empty at the start.
 */
export interface Stay {
  readonly events: readonly TraceEvent[];
}

export interface TraceHeader {
  readonly reader: string | null;
  /** For people: what a `connect` line says of its own connection goes before it. */
  readonly protocol: Protocol | null;
}

export interface Trace extends TraceHeader {
  /** The file that it was read from, as its reader named it. */
  readonly name: string;
  readonly version: typeof TRACE_VERSION;
  readonly stays: readonly Stay[];
}
