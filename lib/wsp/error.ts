import { DmbootError } from '../error.js';

/** Why a PDU cannot be decoded: `malformed` breaks the format or is no push, `limit` is larger than one of `limits.ts` allows. Never holds a value of it. */
export class WspError extends DmbootError<'malformed' | 'limit'> {
  readonly fault = 'message';

  constructor(
    code: WspError['code'],
    /** In octets from the start of the PDU. */
    readonly offset: number,
    readonly expected: string,
    readonly found: string,
  ) {
    super(code, `WSP: expected ${expected} at byte ${offset}, found ${found}`);
  }
}

export const malformed = (offset: number, expected: string, found: string): WspError =>
  new WspError('malformed', offset, expected, found);
