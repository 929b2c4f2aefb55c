import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { errorText } from '../../lib/error.js';
import type { OutboxEvent } from '../../lib/tree/index.js';
import { unit } from '../systemd/units.js';
import type { HookOptions } from './children.js';
import { endOf, endText, type HookEnd } from './end.js';
import { readEnds } from './ends.js';
import { environmentOf, jsonOf } from './facts.js';
import { hooksIn } from './folder.js';

/** Bytes that are read of what a unit tells of its hooks: 512 hooks with names of 100 characters. */
const MAX_ENDS = 64 * 1024;

export const hookUnit = (sequence: number): string => `dmbootd-hook@e${sequence}.service`;

/** Where what the units read is put, and where they say how their hooks ended. */
export const hookFolders = (runtime: string) => ({
  inputs: join(runtime, 'hooks'),
  ends: join(runtime, 'ends'),
});

/**
 * Runs the hooks for an event as one unit of the service manager, `dmbootd-hook@e<sequence>.service`, which outlives the daemon: one that
 * runs already is waited for.
 *
 * @param runtime where what it reads is put, into a folder `hooks`, and where it says how each hook ended, into `ends`.
 * @returns how each ended; none after an abort.
 */
export async function runUnit(
  event: OutboxEvent,
  { folder, timeLimit, log, runtime }: HookOptions & { readonly runtime: string },
  signal: AbortSignal,
): Promise<HookEnd[]> {
  const hooks = hooksIn(folder);
  if (hooks.length === 0) return [];
  const name = `e${event.sequence}`;
  const { inputs, ends } = hookFolders(runtime);
  const told = join(ends, name);
  const file = join(inputs, name);
  const variables = {
    ...environmentOf(event),
    DMBOOTD_HOOKS: folder,
    DMBOOTD_TIME_LIMIT: `${timeLimit / 1000}`,
    DMBOOTD_ENDS: told,
  };
  const about = `hooks for ${event.event} of ${event.accountId}`;
  let failed: string | null = null;
  try {
    mkdirSync(inputs, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.json`, jsonOf(event), { mode: 0o600 });
    writeFileSync(`${file}.env`, assignments(variables), { mode: 0o600 });
    await unit('start', hookUnit(event.sequence), signal);
  } catch (error) {
    failed = errorText(error);
  }
  // At an abort the unit may be about to read them.
  if (signal.aborted) return [];
  rmSync(`${file}.json`, { force: true });
  rmSync(`${file}.env`, { force: true });
  const text = take(told);
  const ended =
    text === null && failed === null
      ? hooks.map((hook) => endOf(basename(hook), 'ok', { code: 0 }))
      : readEnds(text ?? '', hooks, timeLimit);
  const bad = ended.filter(({ result }) => result !== 'ok');
  for (const end of bad) {
    log.warn(
      `hook ${join(folder, end.hook)} for ${event.event} of ${event.accountId}: ${endText(end)}`,
    );
  }
  // Where hooks failed the unit did, too: that has been said by then.
  if (failed !== null && !bad.some(({ result }) => result !== 'unknown'))
    log.warn(`${about}: ${failed}`);
  return ended;
}

/** The beginning of a file, which is then removed; null where there is none. It is another user's: no link is followed, and no pipe waited for. */
function take(file: string): string | null {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(MAX_ENDS);
      return bytes.toString('utf8', 0, readSync(fd, bytes));
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  } finally {
    rmSync(file, { force: true, recursive: true });
  }
}

/** In double quotes the manager takes all but these characters as they are (systemd.exec(5), EnvironmentFile=). */
const assignments = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replace(/["\\$`]/g, '\\$&')}"\n`)
    .join('');
