import { FetchError } from './error.js';

/** What statuses mean to whoever has to do something about it (RFC 9110, 15). */
const MEANINGS: Readonly<Record<number, string>> = {
  401: 'it wants another client certificate, or one at all',
  403: 'it wants another client certificate, or one at all',
  429: 'it is asked too often',
};

const meaningOf = (status: number): string =>
  MEANINGS[status] ??
  (status >= 500 ? 'it has trouble of its own' : 'it does not take this request');

/**
 * An answer that is none to a GET.
 *
 * @param retryAfter milliseconds, or null.
 */
export function refusal(status: number, retryAfter: number | null): FetchError {
  const asks = retryAfter === null ? '' : `, and asks to be left alone for ${retryAfter / 1000} s`;
  const line = `the server answers ${status}: ${meaningOf(status)}${asks}`;
  return new FetchError('answer', line, { retryAfter });
}
