import type { Entry, Look, Machine, Pcsc, Unit } from '../../../../daemon/ctl/doctor/machine.js';
import type { StoreError } from '../../../../lib/tree/index.js';

const entry = (kind: Entry['kind'], mode: number, owner: string, group = owner): Entry => ({
  kind,
  mode,
  owner,
  group,
});

export const folder = (mode: number, owner = 'root', group = owner): Entry =>
  entry('folder', mode, owner, group);
export const file = (mode: number, owner = 'root', group = owner): Entry =>
  entry('file', mode, owner, group);
export const socket = (group: string, mode = 0o660): Entry => entry('socket', mode, 'root', group);

export const RULES = '/usr/share/polkit-1/rules.d';

/** What is asked of a machine, as values. */
export interface Facts {
  caller: { name: string; isRoot: boolean; groups: string[] };
  paths: Record<string, Look>;
  names: Record<string, string[]>;
  texts: Record<string, string>;
  groups: Record<string, string[]>;
  units: Record<string, Unit> | null;
  pcsc: Pcsc;
  free: number | null;
  holder: number | null;
  may: boolean | null;
  stateError: StoreError | null;
  /** By socket; what is not here is not served. */
  answers: Record<string, unknown>;
}

const LOADED = { LoadState: 'loaded', ActiveState: 'active', UnitFileState: 'enabled' };

/** A machine on which all is well. */
export const healthy = (): Facts => ({
  caller: { name: 'root', isRoot: true, groups: ['root'] },
  paths: {
    '/run/pcscd/pcscd.comm': socket('root', 0o666),
    '/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy': file(0o644),
    [`${RULES}/50-dmbootd-pcsc.rules`]: file(0o644),
    [`${RULES}/50-dmbootd-units.rules`]: file(0o644),
    '/var/lib/dmbootd': folder(0o700, 'dmbootd'),
    '/var/lib/dmbootd/tree.sqlite': file(0o600, 'dmbootd'),
    '/var/lib/dmbootd/owner.lock': file(0o600, 'dmbootd'),
    '/run/dmbootd': folder(0o755, 'dmbootd'),
    '/run/dmbootd/ends': folder(0o770, 'dmbootd', 'dmbootd-hook'),
    '/run/dmbootd/control.sock': socket('dmbootd'),
    '/run/dmbootd/client.sock': socket('dmbootd-client'),
    '/etc/dmbootd/credentials': folder(0o700),
    '/etc/dmbootd/credentials/default': file(0o600),
    '/etc/dmbootd/hooks.d': folder(0o755),
    '/etc/dmbootd/hooks.d/50-list': file(0o755),
    '/usr/lib/dmbootd/hooks': file(0o755),
  },
  names: {
    '/etc/dmbootd/credentials': ['default'],
    '/etc/dmbootd/hooks.d': ['.hidden', '50-list'],
  },
  texts: { '/etc/dmbootd/credentials/default': '93571846\n' },
  groups: { dmbootd: ['alice'], 'dmbootd-client': [] },
  units: {
    'dmbootd.service': { ...LOADED, User: 'dmbootd', MainPID: '77', NRestarts: '0' },
    'dmbootd.socket': LOADED,
    'dmbootd-client.socket': LOADED,
    'pcscd.socket': LOADED,
    'polkit.service': LOADED,
    'dmbootd-hook@e0.service': LOADED,
    'dmbootd-session@a0.service': {
      ...LOADED,
      DropInPaths: '/etc/x.conf',
      ExecStart: '{ path=/usr/bin/client ; }',
    },
  },
  pcsc: { absent: null, down: null, readers: ['Reader 1'] },
  free: 2 ** 30,
  holder: 77,
  may: true,
  stateError: null,
  answers: { '/run/dmbootd/control.sock': {}, '/run/dmbootd/client.sock': {} },
});

export const machineOf = (facts: Facts): Machine => ({
  caller: facts.caller,
  look: (path) => facts.paths[path] ?? 'absent',
  names: (path) => facts.names[path] ?? [],
  text: (path) => facts.texts[path] ?? null,
  members: (group) => facts.groups[group] ?? null,
  free: () => facts.free,
  holder: () => facts.holder,
  unit: async (name) =>
    facts.units === null ? null : (facts.units[name] ?? { LoadState: 'not-found' }),
  may: async () => facts.may,
  pcsc: async () => facts.pcsc,
  readState: async () => {
    if (facts.stateError) throw facts.stateError;
  },
  ask: async <T>(path: string) => {
    const answer = facts.answers[path] ?? null;
    if (answer instanceof Error) throw answer;
    return answer as T | null;
  },
});
