import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorText } from '../../lib/error.js';
import type { OutboxEvent } from '../../lib/tree/index.js';
import { passed } from '../passed.js';
import { isUp, unit } from '../systemd/units.js';
import type { HookOptions } from './children.js';
import { endOf, endText, type HookEnd } from './end.js';
import { readEnds } from './ends.js';
import { environmentOf, jsonOf } from './facts.js';
import { hooksIn } from './folder.js';
import { take } from './take.js';

/** Milliseconds before what was cut short is begun again. */
const AGAIN_MS = 1_000;

export const hookUnit = (sequence: number): string => `dmbootd-hook@e${sequence}.service`;

/** Where what the units read is put, and where they say how their hooks ended. */
export const hookFolders = (runtime: string) => ({
  inputs: join(runtime, 'hooks'),
  ends: join(runtime, 'ends'),
});

export interface UnitOptions extends HookOptions {
  /** Where what the unit reads is put, into a folder `hooks`, and where it says how each hook ended, into `ends`. */
  readonly runtime: string;
}

/**
 * Runs the hooks for an event as one unit of the service manager, `dmbootd-hook@e<sequence>.service`, which outlives the daemon: one that
 * runs already is waited for. Hooks that a machine which stops has cut short are no failure: they run again, after the next boot.
 *
 * @returns how each ended; none after an abort.
 */
export async function runUnit(
  event: OutboxEvent,
  options: UnitOptions,
  signal: AbortSignal,
): Promise<HookEnd[]> {
  const { folder, log } = options;
  for (;;) {
    const hooks = hooksIn(folder);
    if (hooks.length === 0) return [];
    const { ends, failed } = await runOnce(hooks, event, options, signal);
    if (signal.aborted) return [];
    const bad = ends.filter(({ result }) => result !== 'ok');
    if (bad.length > 0 && !(await isUp())) {
      await passed(AGAIN_MS, signal);
      if (signal.aborted) return [];
      continue;
    }
    for (const end of bad) {
      const hook = join(folder, end.hook);
      log.warn(`hook ${hook} for ${event.event} of ${event.accountId}: ${endText(end)}`);
    }
    // Where hooks failed the unit did, too: that has been said by then.
    if (failed !== null && bad.every(({ result }) => result === 'unknown')) {
      log.warn(`hooks for ${event.event} of ${event.accountId}: ${failed}`);
    }
    return ends;
  }
}

/** `failed` is why the unit could not be started, or did not end well. At an abort the files stay: it may be about to read them. */
async function runOnce(
  hooks: readonly string[],
  event: OutboxEvent,
  { folder, timeLimit, runtime }: UnitOptions,
  signal: AbortSignal,
): Promise<{ readonly ends: HookEnd[]; readonly failed: string | null }> {
  const name = `e${event.sequence}`;
  const folders = hookFolders(runtime);
  const told = join(folders.ends, name);
  const file = join(folders.inputs, name);
  const variables = {
    ...environmentOf(event),
    DMBOOTD_HOOKS: folder,
    DMBOOTD_TIME_LIMIT: `${timeLimit / 1000}`,
    DMBOOTD_ENDS: told,
  };
  let failed: string | null = null;
  try {
    mkdirSync(folders.inputs, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.json`, jsonOf(event), { mode: 0o600 });
    writeFileSync(`${file}.env`, assignments(variables), { mode: 0o600 });
    await unit('start', hookUnit(event.sequence), signal);
  } catch (error) {
    failed = errorText(error);
  }
  if (signal.aborted) return { ends: [], failed };
  rmSync(`${file}.json`, { force: true });
  rmSync(`${file}.env`, { force: true });
  const text = take(told);
  // A program that cannot write how they ended still tells that all went well.
  const areOk = text === null && failed === null;
  const ends = areOk
    ? hooks.map((hook) => endOf(basename(hook), 'ok', { code: 0 }))
    : readEnds(text ?? '', hooks, timeLimit);
  return { ends, failed };
}

/** In double quotes the manager takes all but these characters as they are (systemd.exec(5), EnvironmentFile=). */
const assignments = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replace(/["\\$`]/g, '\\$&')}"\n`)
    .join('');
