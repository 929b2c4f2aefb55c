import { basename } from 'node:path';
import { toHex } from '../../../../lib/bytes.js';
import { OUTCOMES } from '../../../../lib/outcome.js';
import { departureText } from '../../../../lib/trace/index.js';
import type { DescribedStay } from '../../../../lib/transcript/index.js';
import type { ScratchVisit } from '../../../scratch-run.js';
import type { ReadStay, ReadTrace } from '../model.js';
import { milliseconds } from '../print.js';
import { documents, list } from './documents.js';
import { files } from './files.js';
import { page, type Stop } from './frame.js';
import { type Child, h, pairs, section } from './html.js';
import { ladder } from './ladder.js';
import { times } from './times.js';
import { trees } from './tree.js';

/** Stays of a trace that are shown. */
const MAX_STAYS = 12;
const MAX_DEPARTURES = 20;
const NO_OUTCOME = 'none, as another walk was recorded';

interface Part {
  readonly id: string;
  readonly title: string;
  readonly content: Child;
}

/** A page about traces. */
export function reportPage(traces: readonly ReadTrace[]): string {
  const chapters = traces.flatMap((trace, at) => chaptersOf(trace, `t${at + 1}`));
  const [first] = traces;
  const title =
    traces.length === 1 ? `Trace ${basename(first!.transcript.file)}` : `${traces.length} traces`;
  const stops = chapters.map(
    ({ id, title, parts }): Stop => ({
      id,
      title,
      below: parts.map((part) => ({ ...part, below: [] })),
    }),
  );
  return page(
    title,
    stops,
    ...chapters.map(({ id, title, intro, parts }) =>
      section(
        id,
        2,
        title,
        intro,
        ...parts.map((part) => section(part.id, 3, part.title, part.content)),
      ),
    ),
  );
}

interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly intro: Child;
  readonly parts: readonly Part[];
}

/** A chapter a stay. */
function chaptersOf(trace: ReadTrace, prefix: string): Chapter[] {
  const { stays } = trace.transcript;
  const file = basename(trace.transcript.file);
  if (stays.length === 0) {
    return [{ id: prefix, title: file, intro: h('p', {}, 'A reader without a card.'), parts: [] }];
  }
  const chapters = trace.stays.slice(0, MAX_STAYS).map((one) => stayChapter(trace, one, prefix));
  const left = stays.length - chapters.length;
  if (left > 0) {
    const intro = h('p', { class: 'note' }, `${left} more stays of ${file} are not shown.`);
    chapters.push({ id: `${prefix}-more`, title: 'More', intro, parts: [] });
  }
  return chapters;
}

function stayChapter(trace: ReadTrace, read: ReadStay, prefix: string): Chapter {
  const { stay } = read;
  const { stays } = trace.transcript;
  const file = basename(trace.transcript.file);
  const id = stays.length === 1 ? prefix : `${prefix}s${stay.number}`;
  const visits = trace.run.visits.filter((visit) => visit.stay === stay.number);
  const title = stays.length === 1 ? file : `${file}, stay ${stay.number} of ${stays.length}`;
  const warnings = warningsOf(trace, read);
  const parts: Part[] = [
    { id: `${id}-warnings`, title: `Warnings: ${warnings.length}`, content: warningList(warnings) },
    {
      id: `${id}-time`,
      title: 'Where the time went',
      content: times(read.times, `Time, part by part, in ${title}`),
    },
    { id: `${id}-message`, title: 'The message', content: documents(read.documents) },
    { id: `${id}-tree`, title: 'The tree before and after', content: visits.map(visitTrees) },
    { id: `${id}-files`, title: 'The file system as read', content: files(stay.files) },
    { id: `${id}-ladder`, title: 'The exchanges', content: ladder(stay.events) },
  ];
  return { id, title, intro: overview(trace, read, visits), parts };
}

function overview(
  { transcript, run }: ReadTrace,
  { stay, times }: ReadStay,
  visits: readonly ScratchVisit[],
): Child {
  const exchanges = stay.events.filter(({ kind }) => kind === 'command').length;
  const sum = times.reduce(
    (all, row) => all + (row.card ?? 0) + (row.line ?? 0) + (row.host ?? 0),
    0,
  );
  const isTimed = times.some(({ card }) => card !== null);
  const mode = visits.find(({ card }) => card.mode !== null)?.card.mode ?? null;
  return pairs([
    ['Outcome', visits.length === 0 ? 'no card was visited' : visits.map(badge)],
    ['Card', stay.iccid ?? 'does not say who it is'],
    ['Kind', mode === null ? 'unknown' : mode.toUpperCase()],
    ['ATR', stay.atr === null ? 'none' : h('code', {}, toHex(stay.atr))],
    ['File', transcript.file],
    ['Reader', [transcript.reader ?? 'not told', protocolOf(stay)]],
    ['Exchanges', `${exchanges}, ${times.reduce((all, { bytes }) => all + bytes, 0)} bytes`],
    ['Time', isTimed ? `${milliseconds(sum)} ms` : 'not told'],
    ['At the end', endOf(stay, run.purged)],
    ...visits
      .slice(-1)
      .filter(({ departure }) => departure === null)
      .flatMap(({ card }) =>
        card.accounts.map(
          ({ id, name, serverId, addresses }) =>
            [`Account ${id}`, [name ?? serverId, ...addresses].join(', ')] as const,
        ),
      ),
  ]);
}

function badge({ card: { outcome, detail }, departure }: ScratchVisit): Child {
  if (departure !== null) return `${NO_OUTCOME} `;
  const colour = OUTCOMES[outcome].success ? 'good' : 'bad';
  return [h('span', { class: `badge ${colour}` }, outcome), detail === null ? ' ' : ` ${detail} `];
}

function protocolOf({ events }: DescribedStay): string {
  const connected = events.find((event) => event.kind === 'connect');
  return connected?.kind === 'connect' && connected.protocol !== null
    ? `, ${connected.protocol}`
    : '';
}

function endOf({ events, number }: DescribedStay, purged: ReadonlySet<number>): string {
  if (events.at(-1)?.kind !== 'removed') return 'the card stays in the reader';
  return purged.has(number)
    ? 'the card is removed, and what it brought is purged'
    : 'the card is removed';
}

/** What was not as it should be, from all that looked at the trace; each line once. */
function warningsOf({ run }: ReadTrace, { stay, documents }: ReadStay): string[] {
  const departures = run.departures
    .slice(0, MAX_DEPARTURES)
    .map(
      (departure) =>
        `dmbootd would have asked something else than this trace holds: ${departureText(departure)}`,
    );
  const broken = [...stay.files].flatMap(({ name, info, content }) =>
    [info, content].flatMap((part) => (part?.problem ? [`${name}: ${part.problem}`] : [])),
  );
  const reported = documents.flatMap(({ explanation }) => explanation?.report?.warnings ?? []);
  return [...new Set([...run.warnings, ...departures, ...broken, ...reported])];
}

const warningList = (warnings: readonly string[]): Child =>
  warnings.length === 0 ? h('p', {}, 'None.') : list('What was not as it should be', warnings);

function visitTrees(
  { card, departure, before, after }: ScratchVisit,
  at: number,
  all: readonly ScratchVisit[],
): Child {
  const outcome = departure === null ? card.outcome : NO_OUTCOME;
  const title = all.length === 1 ? null : h('h4', {}, `Visit ${at + 1}: ${outcome}`);
  if (departure !== null) {
    return [
      title,
      h('p', {}, 'None: dmbootd would have asked something else than this trace holds.'),
    ];
  }
  if (before === null || after === null)
    return [title, h('p', {}, 'Not shown: there were many visits before.')];
  return [title, trees(before, after)];
}
