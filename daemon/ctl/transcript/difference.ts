import { withoutUserinfo } from '../../../lib/secrets/index.js';

/** What is compared, in the order in which it is told. */
export const SUBJECTS = [
  'stays',
  'card',
  'outcome',
  'exchanges',
  'status',
  'file',
  'message',
  'account',
  'tree',
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Something that is different in two traces. Null: only the other one has it. Nothing secret is in it. */
export interface Difference {
  readonly subject: Subject;
  readonly where: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** Differences of one subject of one stay that are told. */
const MAX_TOLD = 500;
/** Characters of a side. */
const MAX_SIDE = 400;

/** Values by what they are values of. */
export type Sides = ReadonlyMap<string, string>;

/** A difference, with sides that are cut where they are long, and without who may ask at an address. */
export function difference(
  subject: Subject,
  where: string,
  a: string | null,
  b: string | null,
): Difference {
  const [whole, otherWhole] = [a && withoutUserinfo(a), b && withoutUserinfo(b)];
  const [one, other] = [whole && cut(whole), otherWhole && cut(otherWhole)];
  const isHidden = one !== null && one === other && a !== b;
  const how = whole === otherWhole ? ', another one' : ' (different further on)';
  return { subject, where: withoutUserinfo(where), a: one, b: isHidden ? other + how : other };
}

const cut = (text: string): string =>
  text.length > MAX_SIDE ? `${text.slice(0, MAX_SIDE)}…` : text;

/** Differences up to a bound; of more, how many there are. */
export function told<T>(
  subject: Subject,
  all: readonly T[],
  tell: (one: T) => Difference,
): Difference[] {
  const first = all.slice(0, MAX_TOLD).map(tell);
  const left = all.length - first.length;
  return left === 0 ? first : [...first, difference(subject, `and ${left} more`, null, null)];
}

/** What two maps do not have in common. */
export function unlike(subject: Subject, a: Sides, b: Sides): Difference[] {
  const keys = [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
  return told(subject, keys, (key) =>
    difference(subject, key, a.get(key) ?? null, b.get(key) ?? null),
  );
}
