import type { Bench } from '../../bench.js';

/** What a daemon has logged for people since a line: `level text origin=… outcome=… next=…`, `debug` left out. */
export function linesOf({ lines, fields }: Bench, since = 0): string[] {
  const whole = lines.map((line, at) => {
    const { origin, outcome, next } = fields[at]!;
    const about = Object.entries({ origin, outcome, next }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${value}`],
    );
    return [line, ...about].join(' ');
  });
  return whole.slice(since).filter((line) => !line.startsWith('debug '));
}
