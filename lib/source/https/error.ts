import { DmbootError, type Fault } from '../../error.js';

/** `trust`: the other side is not who it should be; `answer`: it said what is no answer; `transport`: it could not be talked to. */
export type FetchErrorCode = 'trust' | 'answer' | 'transport';

/** A message could not be fetched. */
export class FetchError extends DmbootError<FetchErrorCode> {
  readonly fault: Fault = 'message';
  /** Milliseconds that the server asks to be left alone for, or null. */
  readonly retryAfter: number | null;

  constructor(
    code: FetchErrorCode,
    message: string,
    { retryAfter = null, cause }: { readonly retryAfter?: number | null; cause?: unknown } = {},
  ) {
    super(code, message, { cause });
    this.retryAfter = retryAfter;
  }

  /** The same of another host than the one that was asked. */
  behind(host: string): FetchError {
    const { code, message, retryAfter, cause } = this;
    return new FetchError(code, `behind a redirect to ${host}: ${message}`, { retryAfter, cause });
  }
}
