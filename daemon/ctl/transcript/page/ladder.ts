import type { Decoded, Described, Exchange } from '../../../../lib/transcript/index.js';
import { commandHex, dataHex, statusHex } from '../hex.js';
import { PHASE_NAMES } from '../phase-names.js';
import { colourOf, milliseconds } from '../print.js';
import { type Child, folded, type Html, h, pairs } from './html.js';
import { GAPS } from './style.js';

/** Events of one stay that are shown, from its beginning and from its end. */
const SHOWN = { first: 600, last: 100 };
/** As many events in a row about the same thing are folded, but for the first and the last. */
const MANY = 8;
const CLASSES = { green: 'good', yellow: 'warn', red: 'bad' } as const;
/** Microseconds of the first step of a gap; each further one is four times as long. */
const FIRST_GAP = 200;
const GAP_FACTOR = 4;

/** The exchanges of a stay as a ladder: time runs down, the host stands left and the card right. */
export function ladder(events: readonly Described[]): Child {
  const left = events.length - SHOWN.first - SHOWN.last;
  const shown = left > 0 ? [...events.slice(0, SHOWN.first), ...events.slice(-SHOWN.last)] : events;
  const parts: Child[] = [];
  let before: Described | null = null;
  for (const part of inPhases(shown)) {
    const [first] = part;
    if (left > 0 && first === events.at(-SHOWN.last)) {
      parts.push(h('p', { class: 'note' }, `${left} exchanges are not shown here.`));
    }
    parts.push(h('h4', {}, PHASE_NAMES[first!.phase]), ...rungs(part, before));
    before = part.at(-1) ?? null;
  }
  return [
    h(
      'div',
      { class: 'ends', 'aria-hidden': 'true' },
      h('span', {}, 'Time'),
      h('span', {}, h('span', {}, 'Host'), h('span', {}, 'Card')),
    ),
    ...parts,
  ];
}

/** Runs of events of the same part of the walk; where some are left out, another run begins. */
function inPhases(events: readonly Described[]): Described[][] {
  const runs: Described[][] = [];
  for (const event of events) {
    const last = runs.at(-1)?.at(-1);
    if (last?.phase === event.phase && last.n + 1 === event.n) runs.at(-1)!.push(event);
    else runs.push([event]);
  }
  return runs;
}

function rungs(events: readonly Described[], before: Described | null): Child[] {
  const parts: Child[] = [];
  let previous = before;
  const steps = (some: readonly Described[]): Html =>
    h(
      'ol',
      { class: 'ladder' },
      ...some.map((event) => {
        const made = rung(event, previous);
        previous = event;
        return made;
      }),
    );
  for (const run of alike(events)) {
    if (run.length < MANY) {
      parts.push(steps(run));
      continue;
    }
    const [first, last] = [run[0]!, run.at(-1)!];
    parts.push(steps([first]));
    const what = last.kind === 'command' ? `${last.name} of ${last.file}` : 'the same';
    parts.push(folded(`${run.length - 2} more: ${what}`, steps(run.slice(1, -1))));
    parts.push(steps([last]));
  }
  return parts;
}

/** Runs of reads of the same file, and what is between them. */
function alike(events: readonly Described[]): Described[][] {
  const key = (event: Described): string =>
    event.kind === 'command' && event.file !== null ? `${event.name} ${event.file}` : '';
  const runs: Described[][] = [];
  for (const event of events) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && key(last) === key(event)) runs.at(-1)!.push(event);
    else runs.push([event]);
  }
  return runs;
}

function rung(event: Described, before: Described | null): Html {
  const gap = gapClass(event, before);
  const time = h(
    'div',
    { class: 'at' },
    event.micros === null
      ? h('b', {}, `${event.n}`)
      : h('b', {}, `${milliseconds(event.micros)} ms`),
    event.duration === null ? null : `took ${milliseconds(event.duration)} ms`,
  );
  if (event.kind !== 'command') {
    const text = event.result === '' ? event.text : `${event.text}: ${event.result}`;
    return h('li', { class: gap }, time, h('div', { class: 'event' }, text));
  }
  const { sw, result } = event;
  const answer =
    sw === null
      ? h('span', { class: 'bad' }, result)
      : [h('code', {}, statusHex(sw)), ` ${result}`];
  const colour = sw === null ? 'bad' : CLASSES[colourOf(sw)];
  return h(
    'li',
    { class: gap },
    time,
    h(
      'div',
      { class: 'rung' },
      h('div', { class: 'ask' }, event.text),
      h('div', { class: `answer ${colour}` }, answer),
      folded(
        event.decoded === null ? 'Bytes' : `${event.decoded.what}, and the bytes`,
        event.decoded === null ? null : decoded(event.decoded),
        bytes(event),
      ),
    ),
  );
}

/** How long the host took before an exchange, as a step of space above it. */
function gapClass(event: Described, before: Described | null): string | null {
  if (before === null || event.micros === null || before.micros === null) return null;
  const gap = event.micros - before.micros - (before.duration ?? 0);
  if (gap < FIRST_GAP) return null;
  const step = 1 + Math.floor(Math.log(gap / FIRST_GAP) / Math.log(GAP_FACTOR));
  return `gap-${Math.min(step, GAPS - 1)}`;
}

export const decoded = ({ facts, problem }: Decoded): Child => [
  facts.length === 0 ? null : pairs(facts.map(({ name, value }) => [name, value])),
  problem === null ? null : h('p', { class: 'note' }, problem),
];

function bytes(exchange: Exchange): Child {
  const data = dataHex(exchange, false);
  const { sw } = exchange;
  const answered = [data ?? `(${exchange.data.length} bytes, not shown: they may hold secrets)`];
  return [
    h('span', { class: 'bytes' }, `> ${commandHex(exchange, false)}`),
    sw === null
      ? null
      : h('span', { class: 'bytes' }, `< ${[...answered, statusHex(sw)].join(' ').trim()}`),
  ];
}
