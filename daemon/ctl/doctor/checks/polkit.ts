import { join } from 'node:path';
import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';

const FOLDERS = ['/etc/polkit-1/rules.d', '/usr/share/polkit-1/rules.d'];
const PCSC_ACTIONS = '/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy';
/** Whom the rules that are shipped are about. */
const USER = 'dmbootd';

/** The rules of polkit: that of pcsc-lite 2.x for readers and cards, and that for units of hooks and sessions. */
export async function checkPolkit(of: Case): Promise<Finding[]> {
  const { machine, unit } = of;
  if (unit === null) return [skipped('no systemd runs here: no user of a unit is to be covered')];
  const user = unit['User'] || USER;
  if (user === 'root') return [ok('the daemon runs as root: it needs no rule')];
  const findings: Finding[] = [];
  if (machine.look(PCSC_ACTIONS) === 'absent') {
    findings.push(ok('pcsc-lite asks nobody who may reach readers (before 2.0)'));
  } else {
    findings.push(
      await rule(
        of,
        user,
        '50-dmbootd-pcsc.rules',
        'reach readers',
        'org.debian.pcsc-lite.access_pcsc',
        {},
      ),
    );
  }
  const polkit = await machine.unit('polkit.service');
  if (polkit?.['LoadState'] !== 'loaded') {
    return [
      ...findings,
      warn(
        'polkit is not installed: the daemon can start no unit, neither of hooks nor of sessions',
        'apt-get install polkitd',
      ),
    ];
  }
  const details = { unit: 'dmbootd-hook@e1.service', verb: 'start' };
  const action = 'org.freedesktop.systemd1.manage-units';
  return [
    ...findings,
    await rule(
      of,
      user,
      '50-dmbootd-units.rules',
      'start units of hooks and sessions',
      action,
      details,
    ),
  ];
}

async function rule(
  { machine, unit }: Case,
  user: string,
  file: string,
  what: string,
  action: string,
  details: Readonly<Record<string, string>>,
): Promise<Finding> {
  const looks = FOLDERS.map((folder) => machine.look(join(folder, file)));
  const isThere = looks.some((look) => typeof look === 'object');
  if (!isThere && looks.includes('denied'))
    return skipped(`whether ${file} is there only root can see`);
  if (!isThere) {
    return fail(
      `the rule ${file} is missing: ${user} may not ${what}`,
      `put it into ${FOLDERS[1]}: it is part of the package, and in systemd/polkit-1 of the sources`,
    );
  }
  if (user !== USER) {
    return fail(
      `${file} covers ${USER}, and the unit runs as ${user}`,
      `copy it to ${FOLDERS[0]} with ${user} in it`,
    );
  }
  const pid = Number(unit?.['MainPID'] ?? 0);
  const answer = machine.caller.isRoot && pid > 0 ? await machine.may(pid, action, details) : null;
  if (answer === false) {
    return fail(
      `${file} is there, and polkit still does not let ${user} ${what}`,
      'look for a rule before it in /etc/polkit-1/rules.d; journalctl -u polkit',
    );
  }
  return ok(`${file} lets ${user} ${what}${answer ? ', and polkit says so' : ''}`);
}
