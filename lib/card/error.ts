import { describeStatus, instructionName } from '../apdu/index.js';
import { DmbootError } from '../error.js';

/**
 * | code | meaning |
 * |---|---|
 * | `unexpected-status` | a status word that the procedure has no answer to |
 * | `malformed` | the answer to SELECT, STATUS or MANAGE CHANNEL cannot be read |
 * | `no-channel` | no logical channel is free, and the basic one is not ours to use |
 * | `unequal` | a file read twice was not the same twice |
 * | `exchange` | the card breaks the rules of the exchange: endless or too long answers |
 */
export type CardErrorCode =
  | 'unexpected-status'
  | 'malformed'
  | 'no-channel'
  | 'unequal'
  | 'exchange';

/** The card does what no procedure foresees. */
export class CardError extends DmbootError<CardErrorCode> {
  readonly fault = 'card';
  /** The status word that this is about, if it is about one. */
  readonly sw: number | null;

  constructor(
    code: CardErrorCode,
    message: string,
    options: { sw?: number; cause?: unknown } = {},
  ) {
    super(code, message, options);
    this.sw = options.sw ?? null;
  }
}

/** No EF is current: what was selected is a DF, and that is where the card stands now. */
export function isNoEf(sw: number): boolean {
  return sw === 0x6986 || sw === 0x9400;
}

/** `ins` of `what`, a file's name, was answered with `sw`. */
export function unexpectedStatus(ins: number, what: string, sw: number): CardError {
  return new CardError(
    'unexpected-status',
    `${instructionName(ins)} of ${what} was answered with ${describeStatus(sw)}`,
    { sw },
  );
}
