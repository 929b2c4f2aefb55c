import { toHex } from '../../../lib/bytes.js';
import { departureWords } from '../../../lib/trace/index.js';
import { isSecret, type VisibleNode } from '../../../lib/tree/index.js';
import type { ScratchVisit } from '../../scratch-run.js';
import { shownNode } from '../../shown.js';
import { differences as treeDifferences } from '../explain/difference.js';
import { compareFiles } from './compare-files.js';
import { type Difference, difference, type Sides, SUBJECTS, told, unlike } from './difference.js';
import { statusHex } from './hex.js';
import type { ReadStay, ReadTrace } from './model.js';

/** What is different in two traces, stay by stay. Times make no difference. */
export function compare(a: ReadTrace, b: ReadTrace): Difference[] {
  const count = Math.min(a.stays.length, b.stays.length);
  const stays =
    a.stays.length === b.stays.length
      ? []
      : [difference('stays', 'stays of cards', `${a.stays.length}`, `${b.stays.length}`)];
  const inStays = Array.from({ length: count }, (_, at) => {
    const number = at + 1;
    const prefix = count === 1 ? '' : `stay ${number}, `;
    const visits = [a, b].map(({ run }) => run.visits.filter(({ stay }) => stay === number));
    return [
      ...compareStays(a.stays[at]!, b.stays[at]!),
      ...compareVisits(visits[0]!, visits[1]!),
    ].map((one) => ({ ...one, where: prefix + one.where }));
  });
  const all = [...stays, ...inStays.flat()];
  return SUBJECTS.flatMap((subject) => all.filter((one) => one.subject === subject));
}

function compareStays(a: ReadStay, b: ReadStay): Difference[] {
  const [answersA, answersB] = [answersOf(a), answersOf(b)];
  const both = (one: Sides, other: Sides): Sides =>
    new Map([...one].filter(([command]) => other.has(command)));
  const alone = (one: Sides, other: Sides): Sides =>
    new Map([...one].filter(([command]) => !other.has(command)));
  return [
    ...unlike('card', cardOf(a), cardOf(b)),
    ...unlike('exchanges', countsOf(a), countsOf(b)),
    ...unlike('exchanges', alone(answersA, answersB), alone(answersB, answersA)),
    ...unlike('status', both(answersA, answersB), both(answersB, answersA)),
    ...compareFiles(a.stay.files, b.stay.files),
    ...unlike('message', messagesOf(a), messagesOf(b)),
  ];
}

const cardOf = ({ stay }: ReadStay): Sides =>
  new Map([
    ['ATR', stay.atr === null ? 'none' : toHex(stay.atr)],
    ['ICCID', stay.iccid ?? 'none'],
  ]);

const countsOf = ({ times }: ReadStay): Sides =>
  new Map([
    ['number of exchanges', `${times.reduce((all, { exchanges }) => all + exchanges, 0)}`],
    ['bytes over the line', `${times.reduce((all, { bytes }) => all + bytes, 0)}`],
  ]);

/** The status words, or errors, with which each command was answered, in their order. */
function answersOf({ stay }: ReadStay): Sides {
  const answers = new Map<string, string>();
  for (const event of stay.events) {
    const answer = event.kind === 'command' && event.sw !== null ? statusHex(event.sw) : null;
    const told = answer ?? (event.pcsc === null ? 'done' : event.result);
    const before = answers.get(event.text);
    answers.set(event.text, before === undefined ? told : `${before}, ${told}`);
  }
  return answers;
}

/** What the documents are, and what would come of each by itself. */
function messagesOf({ documents }: ReadStay): Sides {
  return new Map(
    documents.flatMap(({ file, explanation }): (readonly [string, string])[] => {
      if (explanation === null) return [[file.name, 'all FF']];
      const { length, sha256, outcome, detail } = explanation;
      return [
        [`${file.name}, length`, `${length} bytes`],
        [`${file.name}, SHA-256`, sha256],
        [`${file.name}, by itself`, detail === null ? outcome : `${outcome}: ${detail}`],
      ];
    }),
  );
}

function compareVisits(a: readonly ScratchVisit[], b: readonly ScratchVisit[]): Difference[] {
  const outcomes = (visits: readonly ScratchVisit[]): Sides =>
    new Map(visits.map((visit, at) => [`visit ${at + 1}`, outcomeWords(visit)]));
  const accounts = (visits: readonly ScratchVisit[]): Sides =>
    new Map(
      (visits.at(-1)?.card.accounts ?? []).map(({ serverId, uri, name, addresses }) => [
        `account of ${serverId}`,
        [name, uri, ...addresses].filter((part) => part !== null).join(', '),
      ]),
    );
  const outcome = unlike('outcome', outcomes(a), outcomes(b));
  if ([...a, ...b].some(({ departure }) => departure !== null)) return outcome;
  return [
    ...outcome,
    ...unlike('account', accounts(a), accounts(b)),
    ...compareTrees(treeOf(a), treeOf(b)),
  ];
}

/** Without where a trace holds something else, as another comment in it makes no difference. */
function outcomeWords({ card: { outcome, detail }, departure }: ScratchVisit): string {
  if (departure !== null) return `none, as ${departureWords(departure)}`;
  return detail === null ? outcome : `${outcome}: ${detail}`;
}

/** The tree after the last visit of which it is known. */
const treeOf = (visits: readonly ScratchVisit[]): readonly VisibleNode[] =>
  visits.findLast(({ after }) => after !== null)?.after ?? [];

function compareTrees(a: readonly VisibleNode[], b: readonly VisibleNode[]): Difference[] {
  if (a.length === 0 || b.length === 0) return [];
  return told('tree', treeDifferences(a, b), ({ uri, before, after }) => {
    const [was, is] = [before && nodeWords(before), after && nodeWords(after)];
    return difference('tree', uri, was, was === is && isSecret(uri) ? `${is}, another one` : is);
  });
}

function nodeWords(node: VisibleNode): string {
  const { format, type, value, acl, title } = shownNode(node, false);
  const parts = [
    value === null ? (format === 'node' ? 'is there' : 'without a value') : value,
    format === 'node' || format === 'chr' ? null : format,
    type === null || type === 'text/plain' ? null : type,
    acl === null ? null : `ACL ${acl}`,
    title === null ? null : `title ${title}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
