import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';
import { median, rounded } from './median.js';

const RUNS = 7;

function wall(...args: string[]): number {
  const from = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')}: status ${status}`);
  return performance.now() - from;
}

/** Whole processes: from start to end of a replay, beside a Node that does nothing. Runs alternate, so a drift of the machine is in both. */
export function cold(): object {
  const replay = [
    join(ROOT, 'dist/daemon/dmbootd.js'),
    ...['--json', '--log-level', 'error', '--trace', join(ROOT, 'apdu-traces/3g/public.trace')],
  ];
  const runs = Array.from({ length: RUNS }, () => ({
    ours: wall(...replay),
    bare: wall('-e', '0'),
  }));
  return {
    bench: 'start, replay of 3g/public, end',
    medianMs: Math.round(median(runs.map(({ ours }) => ours))),
    bareNodeMs: Math.round(median(runs.map(({ bare }) => bare))),
    ratio: rounded(median(runs.map(({ ours, bare }) => ours / bare))),
  };
}
