import { PHASES, type Phase, type PhaseTime } from '../../../lib/transcript/index.js';
import type { ReadTrace } from './model.js';

/** The times of one part of the walk in two traces; null where one has no such part. */
export interface TimePair {
  readonly phase: Phase;
  readonly a: PhaseTime | null;
  readonly b: PhaseTime | null;
}

/** The times of two traces side by side, all stays together. */
export function timePairs(a: ReadTrace, b: ReadTrace): TimePair[] {
  const [one, other] = [summed(a), summed(b)];
  return PHASES.filter((phase) => one.has(phase) || other.has(phase)).map((phase) => ({
    phase,
    a: one.get(phase) ?? null,
    b: other.get(phase) ?? null,
  }));
}

function summed({ stays }: ReadTrace): Map<Phase, PhaseTime> {
  const sums = new Map<Phase, PhaseTime>();
  for (const row of stays.flatMap(({ times }) => times)) {
    const sum = sums.get(row.phase);
    sums.set(row.phase, sum === undefined ? row : added(sum, row));
  }
  return sums;
}

const plus = (a: number | null, b: number | null): number | null => (a === null ? b : a + (b ?? 0));

const added = (a: PhaseTime, b: PhaseTime): PhaseTime => ({
  phase: a.phase,
  exchanges: a.exchanges + b.exchanges,
  bytes: a.bytes + b.bytes,
  card: plus(a.card, b.card),
  line: plus(a.line, b.line),
  host: plus(a.host, b.host),
});
