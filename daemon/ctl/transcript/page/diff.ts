import type { PhaseTime } from '../../../../lib/transcript/index.js';
import type { TimePair } from '../diff-times.js';
import { SUBJECT_NAMES } from '../diff-words.js';
import { type Difference, SUBJECTS } from '../difference.js';
import { PHASE_NAMES } from '../phase-names.js';
import { milliseconds } from '../print.js';
import { page } from './frame.js';
import { type Child, h, pairs, section, table } from './html.js';

/** A page about what is different in two traces. */
export function diffPage(
  [a, b]: readonly [string, string],
  differences: readonly Difference[],
  times: readonly TimePair[],
): string {
  const parts = SUBJECTS.flatMap((subject) => {
    const own = differences.filter((one) => one.subject === subject);
    return own.length === 0
      ? []
      : [{ id: subject, title: `${SUBJECT_NAMES[subject]}: ${own.length}`, own }];
  });
  const stops = [
    { id: 'overview', title: 'Overview', below: [] },
    ...parts.map(({ id, title }) => ({ id, title, below: [] })),
    { id: 'time', title: 'Time', below: [] },
  ];
  const verdict =
    differences.length === 0
      ? h('span', { class: 'badge good' }, 'the same')
      : h('span', { class: 'badge bad' }, `${differences.length} differences`);
  return page(
    'Two traces compared',
    stops,
    section(
      'overview',
      2,
      'Overview',
      pairs([
        ['A', a],
        ['B', b],
        ['Verdict', verdict],
      ]),
    ),
    ...parts.map(({ id, title, own }) =>
      section(
        id,
        2,
        title,
        table(
          `${title}; A is ${a}, B is ${b}`,
          ['Where', 'A', 'B'],
          own.map(({ where, ...sides }) => [where, side(sides.a, 'go'), side(sides.b, 'come')]),
        ),
      ),
    ),
    section('time', 2, 'Time', timeTable(times)),
  );
}

const side = (text: string | null, mark: 'go' | 'come'): Child =>
  text === null ? h('span', { class: 'muted' }, 'not there') : h('span', { class: mark }, text);

function timeTable(times: readonly TimePair[]): Child {
  const cells = (row: PhaseTime | null): Child[] =>
    row === null || row.card === null
      ? ['—', '—', '—']
      : [row.card, row.line, row.host].map((micros) => `${milliseconds(micros ?? 0)} ms`);
  return [
    table(
      'Time, part by part; it counts for no difference',
      ['Part', 'Card, A', 'Line, A', 'Host, A', 'Card, B', 'Line, B', 'Host, B'],
      times.map(({ phase, a, b }) => [PHASE_NAMES[phase], ...cells(a), ...cells(b)]),
      'numbers',
    ),
    h(
      'p',
      { class: 'muted' },
      'How much of a card’s time the line took is an estimate from bytes and the rate that the ATR offers.',
    ),
  ];
}
