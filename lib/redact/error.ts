import { DmbootError } from '../error.js';
import { printable } from '../text.js';

/** A trace whose secrets cannot be told from the rest, so that it cannot be given away. */
export class RedactError extends DmbootError<'unreadable'> {
  readonly fault = 'operator';
  readonly file: string;
  /** Of the answer in which the document begins, from 1. */
  readonly line: number;

  constructor(file: string, line: number, problem: string) {
    super(
      'unreadable',
      `${printable(file)}:${line}: the document that is read here ${problem}, so its secrets cannot be told from the rest: expected one that can be decoded`,
    );
    this.file = file;
    this.line = line;
  }
}
