import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../lib/error.js';
import type { OutboxEvent } from '../../lib/tree/index.js';
import { unit } from '../systemd/units.js';
import type { HookOptions } from './children.js';
import { environmentOf, jsonOf } from './facts.js';
import { hooksIn } from './folder.js';

/**
 * Runs the hooks for an event as one unit of the service manager, `dmbootd-hook@e<sequence>.service`, which outlives the daemon: one that
 * runs already is waited for.
 *
 * @param runtime where what it reads is put, into a folder `hooks`.
 */
export async function runUnit(
  event: OutboxEvent,
  { folder, timeLimit, log, runtime }: HookOptions & { readonly runtime: string },
  signal: AbortSignal,
): Promise<void> {
  if (hooksIn(folder).length === 0) return;
  const name = `e${event.sequence}`;
  const inputs = join(runtime, 'hooks');
  const file = join(inputs, name);
  const variables = {
    ...environmentOf(event),
    DMBOOTD_HOOKS: folder,
    DMBOOTD_TIME_LIMIT: `${timeLimit / 1000}`,
  };
  const about = `hooks for ${event.event} of ${event.accountId}`;
  try {
    mkdirSync(inputs, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.json`, jsonOf(event), { mode: 0o600 });
    writeFileSync(`${file}.env`, assignments(variables), { mode: 0o600 });
    await unit('start', `dmbootd-hook@${name}.service`, signal);
  } catch (error) {
    if (!signal.aborted) log.warn(`${about}: ${errorText(error)}`);
  }
  // At an abort the unit may be about to read them.
  if (signal.aborted) return;
  rmSync(`${file}.json`, { force: true });
  rmSync(`${file}.env`, { force: true });
}

/** In double quotes the manager takes all but these characters as they are (systemd.exec(5), EnvironmentFile=). */
const assignments = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replace(/["\\$`]/g, '\\$&')}"\n`)
    .join('');
