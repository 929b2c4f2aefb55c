import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';
import { reads } from '../reads.js';

/** The folder of the factory, where the configuration has one looked at. No file in it is read. */
export function checkFactory({ machine, config, isInstalled, unit }: Case): Finding[] {
  const { enabled, folder } = config.factory;
  if (!enabled) return [skipped('factory.enabled is false')];
  const look = machine.look(folder);
  if (look === 'denied') {
    return [skipped(`${folder} cannot be seen by this user: run doctor as root`)];
  }
  if (look === 'absent') {
    return [warn(`factory.folder, ${folder}, is not there`, 'make it, or name another one')];
  }
  if (look.kind !== 'folder') return [fail(`factory.folder, ${folder}, is no folder`, 'name one')];
  const user = unit?.['User'] || 'dmbootd';
  return isInstalled && !reads(user, look)
    ? [
        fail(
          `${user} cannot read factory.folder, ${folder}`,
          `chgrp ${user} ${folder}; chmod 0750 ${folder}`,
        ),
      ]
    : [ok(`factory.folder is there, ${folder}`)];
}
