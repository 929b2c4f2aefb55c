import { DmbootError } from '../error.js';
import { printable } from '../text.js';

/**
 * | code | meaning |
 * |---|---|
 * | `malformed` | the file breaks the grammar of `docs/trace-format.md` |
 * | `limit` | the file is longer than what is read or recorded |
 */
export type TraceErrorCode = 'malformed' | 'limit';

export class TraceError extends DmbootError<TraceErrorCode> {
  readonly fault = 'operator';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;

  constructor(
    code: TraceErrorCode,
    place: { file: string; line: number; column: number },
    expected: string,
    found: string,
  ) {
    super(
      code,
      `${printable(place.file)}:${place.line}:${place.column}: expected ${expected}, came ${found}`,
    );
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
  }
}

/** The refusal of a capture, which has packets in place of lines. */
export class CaptureError extends DmbootError<TraceErrorCode> {
  readonly fault = 'operator';
  readonly file: string;
  /** In bytes from the start of the file. */
  readonly offset: number;

  constructor(
    code: TraceErrorCode,
    place: { file: string; offset: number },
    expected: string,
    found: string,
  ) {
    super(
      code,
      `${printable(place.file)}: at byte ${place.offset}: expected ${expected}, came ${found}`,
    );
    this.file = place.file;
    this.offset = place.offset;
  }
}
