import type { PhaseTime } from '../../../../lib/transcript/index.js';
import { PHASE_NAMES } from '../phase-names.js';
import { milliseconds } from '../print.js';
import { type Child, type Html, h, table } from './html.js';

const PARTS = ['card', 'line', 'host'] as const;
const NAMES = { card: 'Card', line: 'Line (estimated)', host: 'Host' } as const;

const BAR = { width: 1000, height: 10 };

const total = (row: PhaseTime): number => (row.card ?? 0) + (row.line ?? 0) + (row.host ?? 0);

/** Where the time of a stay went: bars, and the same as a table. */
export function times(rows: readonly PhaseTime[], caption: string): Child {
  const isTimed = rows.some(({ card }) => card !== null);
  const sum = (of: (row: PhaseTime) => number | null): number =>
    rows.reduce((all, row) => all + (of(row) ?? 0), 0);
  const cells = (of: (row: PhaseTime) => number | null, row: PhaseTime): Child =>
    of(row) === null ? '—' : `${milliseconds(of(row)!)} ms`;
  const body: Child[][] = rows.map((row) => [
    PHASE_NAMES[row.phase],
    String(row.exchanges),
    String(row.bytes),
    ...PARTS.map((part) => cells((one) => one[part], row)),
  ]);
  body.push([
    'All',
    String(sum(({ exchanges }) => exchanges)),
    String(sum((row) => row.bytes)),
    ...PARTS.map((part) => (isTimed ? `${milliseconds(sum((row) => row[part]))} ms` : '—')),
  ]);
  return [
    isTimed ? [key(), bars(rows)] : h('p', {}, 'This trace tells no times.'),
    table(
      caption,
      ['Part', 'Exchanges', 'Bytes', ...PARTS.map((part) => NAMES[part])],
      body,
      'numbers',
    ),
    isTimed
      ? h(
          'p',
          { class: 'muted' },
          'Card and line are the time from a command to its answer. How much of it the line took is an estimate: the bytes at the rate that the ATR offers, with a clock of 4 MHz. Host is the time from an answer to the next command.',
        )
      : null,
  ];
}

const key = (): Html =>
  h(
    'ul',
    { class: 'key', 'aria-hidden': 'true' },
    ...PARTS.map((part) =>
      h(
        'li',
        {},
        h('svg', { viewBox: '0 0 10 10' }, h('rect', { class: part, width: 10, height: 10 })),
        NAMES[part],
      ),
    ),
  );

/** For eyes only: the table says the same. */
const bars = (rows: readonly PhaseTime[]): Html => {
  const longest = Math.max(1, ...rows.map(total));
  return h(
    'ul',
    { class: 'bars', 'aria-hidden': 'true' },
    ...rows.map((row) =>
      h(
        'li',
        {},
        h(
          'div',
          {},
          h('span', {}, PHASE_NAMES[row.phase]),
          h('span', { class: 'muted' }, `${milliseconds(total(row))} ms`),
        ),
        bar(row, longest),
      ),
    ),
  );
};

function bar(row: PhaseTime, longest: number): Html {
  let x = 0;
  const parts = PARTS.map((part) => {
    const width = ((row[part] ?? 0) / longest) * BAR.width;
    const made = h('rect', {
      ...{ class: part, x: x.toFixed(1), width: width.toFixed(1), height: BAR.height },
    });
    x += width;
    return made;
  });
  const viewBox = `0 0 ${BAR.width} ${BAR.height}`;
  return h('svg', { viewBox, preserveAspectRatio: 'none' }, ...parts);
}
