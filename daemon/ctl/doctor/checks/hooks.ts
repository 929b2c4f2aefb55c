import { join } from 'node:path';
import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';
import type { Entry, Look } from '../machine.js';

const RUNNER = '/usr/lib/dmbootd/hooks';
const ENDS = 'ends';

/** The hooks, and what runs them. */
export async function checkHooks(of: Case): Promise<Finding[]> {
  const { machine, config } = of;
  const { folder } = config.hooks;
  const look = machine.look(folder);
  if (look === 'denied') return [skipped(`${folder} cannot be looked at by this user`)];
  if (look === 'absent')
    return [ok(`there is no folder ${folder}, and no hook`), ...(await runner(of))];
  if (look.kind !== 'folder')
    return [fail(`${folder} is no folder`, 'mend hooks.folder in the configuration')];
  const names = machine.names(folder).filter((name) => !name.startsWith('.'));
  const hooks = names.map((name) => judge(join(folder, name), machine.look(join(folder, name))));
  return [
    ...writable(folder, look),
    ...(names.length === 0 ? [ok(`no hook is in ${folder}`)] : hooks),
    ...(await runner(of)),
  ];
}

function judge(path: string, look: Look): Finding {
  if (typeof look !== 'object' || look.kind !== 'file') {
    return warn(`${path} is no file, and is passed over`, `remove it, or put an executable there`);
  }
  const [unsafe] = writable(path, look);
  if (unsafe) return unsafe;
  return (look.mode & 0o111) === 0o111 && (look.mode & 0o004) !== 0
    ? ok(`${path} is executable`)
    : warn(`${path} is not executable for everybody, and may be passed over`, `chmod 0755 ${path}`);
}

/** Who may write a hook, or the folder of them, runs programs as the user of hooks. */
const writable = (path: string, { mode }: Entry): Finding[] =>
  (mode & 0o022) === 0
    ? []
    : [fail(`others than its owner may write ${path}`, `chmod go-w ${path}`)];

async function runner({ machine, runtime, isInstalled }: Case): Promise<Finding[]> {
  if (!isInstalled) return [];
  const template = await machine.unit('dmbootd-hook@e0.service');
  if (template === null) return [skipped('no systemd runs here: hooks are children of the daemon')];
  if (template['LoadState'] !== 'loaded') {
    return [
      warn(
        'the unit dmbootd-hook@.service is missing: hooks run as children of the daemon, and as its user',
        'install it (systemd/README.md); then systemctl daemon-reload; systemctl restart dmbootd',
      ),
    ];
  }
  const program = machine.look(RUNNER);
  if (typeof program !== 'object' || (program.mode & 0o111) !== 0o111) {
    return [
      fail(
        `${RUNNER}, which runs the hooks, is missing or not executable`,
        'install the package anew',
      ),
    ];
  }
  const ends = machine.look(join(runtime, ENDS));
  if (ends === 'absent') {
    const remedy = 'systemd-tmpfiles --create dmbootd.conf';
    return [warn(`${join(runtime, ENDS)} is not there: how hooks ended is not known`, remedy)];
  }
  return [ok('the unit dmbootd-hook@.service runs them, as a user of their own')];
}
