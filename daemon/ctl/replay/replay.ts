import { availableParallelism } from 'node:os';
import {
  junit,
  parseFault,
  parseKinds,
  parseShard,
  shareOf,
  type Verdict,
} from '../../../lib/replay/index.js';
import { printableJson } from '../../../lib/text.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import { refuseInput, writePrivately } from '../../private-file.js';
import { findPlayable, neighboursOf } from '../../replay/find.js';
import { replayAll } from '../../replay/pool.js';
import type { Given } from '../command.js';
import { verdictLines } from './print.js';
import { Progress } from './progress.js';
import type { TRACE_REPLAY } from './table.js';

const MAX_JOBS = 256;

export async function run({ values, words }: Given<typeof TRACE_REPLAY>): Promise<ExitCode> {
  const manner = {
    byState: values['by-state'] ?? false,
    realTime: values.speed === '1',
    faults: (values.fault ?? []).map(parseFault),
    matrix: values['fault-matrix'] === undefined ? [] : parseKinds(values['fault-matrix']),
  };
  if (values.junit === '-' && values.json) {
    throw new Exit(EXIT.usage, 'expected --json, or --junit -: standard output is one of them');
  }
  const jobs = jobsOf(values.jobs);
  const shard = values.shard === undefined ? null : parseShard(values.shard);
  const all = findPlayable(words);
  const files = shard === null ? all : shareOf(all, shard);
  if (values.junit !== undefined)
    refuseInput(
      values.junit,
      all.flatMap((file) => [file, ...neighboursOf(file)]),
    );
  const verdicts: Verdict[] = [];
  const progress = new Progress(files.length);
  const told = (verdict: Verdict): void => {
    verdicts.push(verdict);
    progress.add(verdict);
  };
  await replayAll(files, { jobs, manner, told });
  progress.end();
  // Those of one trace come in their order; traces, from several processes, in any.
  const sorted = verdicts.toSorted((a, b) => files.indexOf(a.trace) - files.indexOf(b.trace));
  const counts = countsOf(sorted, files.length);
  if (values.junit === '-') process.stdout.write(junit(sorted));
  else if (values.junit !== undefined) writePrivately(values.junit, [junit(sorted)]);
  if (values.junit !== '-') {
    process.stdout.write(
      values.json
        ? `${printableJson({ ...counts, verdicts: sorted })}\n`
        : `${verdictLines(sorted, counts).join('\n')}\n`,
    );
  }
  if (counts.malformed > 0) return EXIT.data;
  return counts.failed > 0 ? EXIT.failure : EXIT.ok;
}

/** How many traces and images there were, and replays of each result. */
export type Counts = Readonly<Record<'traces' | 'passed' | 'failed' | 'malformed', number>>;

function countsOf(verdicts: readonly Verdict[], traces: number): Counts {
  const count = (result: Verdict['result']): number =>
    verdicts.filter((verdict) => verdict.result === result).length;
  return {
    traces,
    passed: count('passed'),
    failed: count('failed'),
    malformed: count('malformed'),
  };
}

function jobsOf(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const jobs = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (jobs < 1 || jobs > MAX_JOBS) {
    throw new Exit(EXIT.usage, `--jobs: expected a number from 1 to ${MAX_JOBS}`);
  }
  return jobs;
}
