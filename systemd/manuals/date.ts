import { execFileSync } from 'node:child_process';

/** Seconds: `SOURCE_DATE_EPOCH`, or the time of the last commit of a checkout. Never that of now, so that a build can be repeated. */
export const epochOf = (root: string): string =>
  process.env['SOURCE_DATE_EPOCH'] ??
  execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();

/** The day, as 2026-01-31 (UTC). */
export const dayOf = (epoch: string): string =>
  new Date(Number(epoch) * 1000).toISOString().slice(0, 10);
