import { printable } from '../../../lib/text.js';
import type { PhaseTime } from '../../../lib/transcript/index.js';
import { paint } from '../print.js';
import type { TimePair } from './diff-times.js';
import { SUBJECT_NAMES } from './diff-words.js';
import { type Difference, SUBJECTS } from './difference.js';
import { PHASE_NAMES } from './phase-names.js';
import { milliseconds } from './print.js';

/** What is different, for people: `-` is the first trace, `+` the second. */
export function diffLines(
  names: readonly [string, string],
  differences: readonly Difference[],
  times: readonly TimePair[],
): string[] {
  const head = [removed(`- ${printable(names[0])}`), added(`+ ${printable(names[1])}`)];
  const parts = SUBJECTS.flatMap((subject) => {
    const own = differences.filter((one) => one.subject === subject);
    return own.length === 0
      ? []
      : ['', paint('bold', SUBJECT_NAMES[subject]), ...own.flatMap(differenceLines)];
  });
  const verdict =
    differences.length === 0 ? ['', 'Nothing is different but, perhaps, the time.'] : [];
  return [...head, ...parts, ...verdict, ...timeLines(times)];
}

function differenceLines({ where, a, b }: Difference): string[] {
  const name = printable(where);
  if (a !== null && b !== null) {
    return [`  ${name}`, removed(`    - ${printable(a)}`), added(`    + ${printable(b)}`)];
  }
  if (a !== null) return [removed(`  - ${name}: ${printable(a)}`)];
  return b === null ? [`  ${name}`] : [added(`  + ${name}: ${printable(b)}`)];
}

const removed = (text: string): string => paint('red', text);
const added = (text: string): string => paint('green', text);

function timeLines(times: readonly TimePair[]): string[] {
  if (!times.some(({ a, b }) => a?.card != null || b?.card != null)) return [];
  return [
    '',
    paint('bold', 'Time (card, line as estimated, host)'),
    ...times.flatMap(({ phase, a, b }) => [
      `  ${PHASE_NAMES[phase]}`,
      `    - ${timeWords(a)}`,
      `    + ${timeWords(b)}`,
    ]),
  ];
}

const timeWords = (row: PhaseTime | null): string =>
  row === null || row.card === null
    ? 'not told'
    : [row.card, row.line, row.host].map((micros) => `${milliseconds(micros ?? 0)} ms`).join(', ');
