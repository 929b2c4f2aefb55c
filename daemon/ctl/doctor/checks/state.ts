import { join } from 'node:path';
import { StoreError } from '../../../../lib/tree/index.js';
import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';

const MIB = 1024 * 1024;
const LITTLE = 64 * MIB;
const TOO_LITTLE = 8 * MIB;

/** The state folder: whether it can be read and is sound, who owns it, how much room there is. */
export async function checkState(of: Case): Promise<Finding[]> {
  return [await soundness(of), owner(of), room(of)];
}

async function soundness({ machine, state }: Case): Promise<Finding> {
  const file = join(state, 'tree.sqlite');
  const look = machine.look(file);
  if (look === 'denied') return skipped(`only root and the daemon may read ${state}`);
  if (look === 'absent') return skipped(`there is no state in ${state} yet: the daemon makes it`);
  try {
    await machine.readState(state);
    return ok(`${file} is sound`);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return fail(error.message, REMEDIES[error.code] ?? `look at ${state} and its file system`);
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  damaged:
    'systemctl restart dmbootd: it is put aside, and built anew from the cards that are there',
  newer: 'install the release that made it, or a later one',
  'wrong-kind': 'name another folder with --state',
};

function owner({ machine, state, unit }: Case): Finding {
  const lock = join(state, 'owner.lock');
  const look = machine.look(lock);
  if (typeof look !== 'object') return skipped(`whose ${state} is cannot be seen`);
  const pid = machine.holder(lock);
  if (pid === null) return ok('no process owns it: no daemon runs on it');
  const main = Number(unit?.['MainPID'] ?? 0);
  if (main > 0 && pid !== main) {
    return fail(
      `process ${pid} owns it, and dmbootd.service is process ${main}`,
      `ps ${pid}; end it, or give it another --state; then systemctl restart dmbootd`,
    );
  }
  if (main === 0 && unit?.['ActiveState'] !== 'active' && unit?.['LoadState'] === 'loaded') {
    return warn(
      `process ${pid} owns it, and is not that of dmbootd.service`,
      `ps ${pid}; the service cannot start before it has ended`,
    );
  }
  return ok(`process ${pid} owns it`);
}

function room({ machine, state }: Case): Finding {
  const free = machine.free(state);
  if (free === null) return skipped('how much room there is on its disk cannot be seen');
  const text = `${Math.floor(free / MIB)} MiB are free on its disk`;
  const remedy = `make room on the file system of ${state}: df ${state}`;
  if (free < TOO_LITTLE) return fail(text, remedy);
  return free < LITTLE ? warn(text, remedy) : ok(text);
}
