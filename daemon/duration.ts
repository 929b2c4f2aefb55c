const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A number and one of ms, s, m, h. */
export const DURATION = /^(\d{1,6})(ms|s|m|h)$/;

/** What a timer can count. */
export const LONGEST_DURATION = 2 ** 31 - 1;

/** Milliseconds of a text that `DURATION` matches. */
export function millisecondsOf(text: string): number {
  const [, count, unit] = DURATION.exec(text)!;
  return Number(count) * UNIT_MS[unit!]!;
}
