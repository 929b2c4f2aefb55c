import { join } from 'node:path';
import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';
import type { Entry, Look } from '../machine.js';

export const CREDENTIALS = '/etc/dmbootd/credentials';

interface Expected {
  readonly kind: Entry['kind'];
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** Folders, sockets and groups: who may reach what. */
export function checkPermissions(of: Case): Finding[] {
  return [...(of.isInstalled ? installed(of) : own(of)), ...caller(of)];
}

function installed({ machine, unit, state, runtime }: Case): Finding[] {
  const user = unit?.['User'] || 'dmbootd';
  const things: readonly (readonly [path: string, expected: Expected, made: string])[] = [
    [state, { kind: 'folder', mode: 0o700, owner: user, group: user }, 'systemctl start dmbootd'],
    [
      runtime,
      { kind: 'folder', mode: 0o755, owner: user, group: user },
      'systemd-tmpfiles --create dmbootd.conf',
    ],
    [
      join(runtime, 'control.sock'),
      { kind: 'socket', mode: 0o660, owner: 'root', group: 'dmbootd' },
      'systemctl restart dmbootd.socket',
    ],
    [
      join(runtime, 'client.sock'),
      { kind: 'socket', mode: 0o660, owner: 'root', group: 'dmbootd-client' },
      'systemctl restart dmbootd-client.socket',
    ],
    [
      CREDENTIALS,
      { kind: 'folder', mode: 0o700, owner: 'root', group: 'root' },
      'systemd-tmpfiles --create dmbootd.conf',
    ],
  ];
  return things.map(([path, expected, made]) => judge(path, machine.look(path), expected, made));
}

function judge(path: string, look: Look, expected: Expected, made: string): Finding {
  if (look === 'denied') return skipped(`${path} cannot be looked at by this user`);
  if (look === 'absent') return fail(`${path} is not there`, made);
  if (look.kind !== expected.kind) {
    return fail(`${path} is no ${expected.kind}`, `move it away; ${made}`);
  }
  if (look.owner !== expected.owner || look.group !== expected.group) {
    const whose = `${expected.owner}:${expected.group}`;
    return fail(
      `${path} belongs to ${look.owner}:${look.group}, expected ${whose}`,
      `chown ${whose} ${path}`,
    );
  }
  if (look.mode !== expected.mode) {
    const mode = octal(expected.mode);
    return fail(`${path} has mode ${octal(look.mode)}, expected ${mode}`, `chmod ${mode} ${path}`);
  }
  return ok(`${path}: ${look.owner}:${look.group} ${octal(look.mode)}`);
}

/** A daemon that somebody runs by hand: only others must not reach its state. */
function own({ machine, state }: Case): Finding[] {
  const look = machine.look(state);
  if (look === 'absent') return [skipped(`${state} is not there yet`)];
  if (look === 'denied') return [skipped(`${state} cannot be looked at by this user`)];
  if ((look.mode & 0o077) === 0)
    return [ok(`${state}: ${look.owner}:${look.group} ${octal(look.mode)}`)];
  return [
    fail(
      `${state} has mode ${octal(look.mode)}: others reach secrets of accounts`,
      `chmod 0700 ${state}`,
    ),
  ];
}

function caller({ machine, isInstalled }: Case): Finding[] {
  const { name, isRoot, groups } = machine.caller;
  const operators = machine.members('dmbootd');
  const clients = machine.members('dmbootd-client');
  if (!isInstalled) return [];
  if (operators === null || clients === null) {
    return [
      fail(
        'the groups dmbootd and dmbootd-client are not both there',
        'systemd-sysusers dmbootd.conf',
      ),
    ];
  }
  if (isRoot) return [ok('root may use both sockets')];
  return [
    groups.includes('dmbootd')
      ? ok(`${name} is in the group dmbootd, and may use control.sock`)
      : warn(
          `${name} is not in the group dmbootd, and may not use control.sock`,
          `usermod -aG dmbootd ${name}, and log in anew; or run doctor as root`,
        ),
    groups.includes('dmbootd-client')
      ? ok(`${name} is in the group dmbootd-client, and sees secrets of accounts over client.sock`)
      : ok(`${name} is not in the group dmbootd-client, which is for the local DM client alone`),
  ];
}
