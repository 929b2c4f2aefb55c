/** Microseconds that a byte takes on the line: 12 etu in T=0 (ISO 7816-3, 10.2), F = 512, D = 8, at 4 MHz. */
const BYTE = 192;
/** Microseconds that a card thinks over a command, and a host over an answer. */
const CARD = 3_000;
const HOST = 400;

/** Microseconds before what comes between two visits. */
export interface Gaps {
  readonly removal: number;
  readonly insertion: number;
  readonly visit: number;
}

const SHORT: Gaps = { removal: 60_000, insertion: 90_000, visit: 45_000 };

/** A trace without times, with those that a card on a T=0 line takes. */
export function timed(trace: string, gaps: Gaps = SHORT): string {
  let micros = 0;
  let before = '';
  const lines = trace.split('\n').map((line) => {
    const [word = ''] = line.split(' ');
    const took = tookBy(word, before, line, gaps);
    if (took === null) return line;
    micros += before === '' ? 0 : took;
    before = word;
    return `+${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')} ${line}`;
  });
  return lines.join('\n');
}

/** Microseconds from the event before to that in a line; null where it has none. */
function tookBy(word: string, before: string, line: string, gaps: Gaps): number | null {
  const bytes = line.replace(/^\S+|#.*|\s/g, '').length / 2;
  switch (word) {
    case 'connect':
      return before === 'removed' ? gaps.insertion : gaps.visit;
    case 'atr':
      // A recorder notes a connection when it is there.
      return 0;
    case '>':
      return HOST;
    case '<':
      return CARD + bytes * BYTE;
    case 'removed':
      return gaps.removal;
    default:
      return null;
  }
}
