import { LONGEST_RETRY_AFTER } from './limits.js';

/** The date of RFC 9110, 5.6.7, in its one form that is still sent. */
const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long a server asks to be left alone (RFC 9110, 10.2.3), in milliseconds; null where it does not. A date is reckoned from the server's own `Date`,
 * where there is one: a board's clock may be wrong.
 */
export function retryAfter(
  header: string | undefined,
  date: string | undefined,
  now: number,
): number | null {
  if (header === undefined) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) * 1000 : null;
  const until = DATE.test(header) ? Date.parse(header) : Number.NaN;
  const from = date !== undefined && DATE.test(date) ? Date.parse(date) : now;
  const wait = seconds ?? until - from;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER);
}
