import { execFile } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, type Stats, statfsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { readBounded } from '../../file.js';
import { ask } from '../connection.js';
import { listReaders } from './listing.js';
import type { Entry, Look, Machine } from './machine.js';

const run = promisify(execFile);

/** Octets of a file that are read at most. */
const MAX_LENGTH = 64 * 1024;

const UNIT_PROPERTIES = [
  ...['LoadState', 'ActiveState', 'SubState', 'UnitFileState', 'Result', 'ExecMainStatus'],
  ...['MainPID', 'NRestarts', 'NeedDaemonReload', 'User', 'ExecStart', 'DropInPaths'],
];

/** The machine that this runs on, as its caller may see it. */
export function thisMachine(): Machine {
  const users = namesIn('/etc/passwd');
  const groups = namesIn('/etc/group');
  return {
    caller: callerOf(groups),
    look: (path) => look(path, users, groups),
    names: (folder) => quietly(() => readdirSync(folder).sort()) ?? [],
    text: (file) => quietly(() => readBounded(file, MAX_LENGTH).toString('utf8')),
    members,
    free: (path) =>
      quietly(() => {
        const { bavail, bsize } = statfsSync(path);
        return bavail * bsize;
      }),
    holder: (path) => quietly(() => holderOf(statSync(path))),
    unit,
    may,
    pcsc: listReaders,
    async readState(folder) {
      const { Store } = await import('../../../lib/tree/index.js');
      Store.openForReading(folder).close();
    },
    ask: (socket, path) => ask(socket, path, { headers: { accept: 'application/json' } }),
  };
}

function quietly<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Names by number (passwd(5), group(5)). */
function namesIn(file: string): ReadonlyMap<number, string> {
  const lines = quietly(() => readFileSync(file, 'utf8'))?.split('\n') ?? [];
  return new Map(lines.map((line) => [Number(line.split(':')[2]), line.split(':')[0]!]));
}

function members(group: string): readonly string[] | null {
  const lines = quietly(() => readFileSync('/etc/group', 'utf8'))?.split('\n') ?? [];
  const line = lines.find((one) => one.startsWith(`${group}:`));
  return line === undefined ? null : (line.split(':')[3] ?? '').split(',').filter(Boolean);
}

function callerOf(groups: ReadonlyMap<number, string>): Machine['caller'] {
  const name = quietly(() => userInfo().username) ?? `${process.getuid?.()}`;
  const own = [process.getegid?.() ?? -1, ...(process.getgroups?.() ?? [])];
  return {
    name,
    isRoot: process.geteuid?.() === 0,
    groups: own.flatMap((id) => groups.get(id) ?? []),
  };
}

function look(
  path: string,
  users: ReadonlyMap<number, string>,
  groups: ReadonlyMap<number, string>,
): Look {
  try {
    // What a link leads to counts, and a link that leads nowhere is nothing.
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'absent';
    return {
      kind: kindOf(stats),
      mode: stats.mode & 0o7777,
      owner: users.get(stats.uid) ?? `${stats.uid}`,
      group: groups.get(stats.gid) ?? `${stats.gid}`,
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'absent';
  }
}

function kindOf(stats: Stats): Entry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSocket() ? 'socket' : 'other';
}

/**
 * The process that has locks (/proc/locks, proc(5)) and has this file open. Not by the device and inode that are named there: on overlayfs
 * they are not those of stat(2).
 */
function holderOf({ dev, ino }: Stats): number | null {
  const locks = readFileSync('/proc/locks', 'latin1');
  const pids = new Set(
    [...locks.matchAll(/^\d+: POSIX +ADVISORY +WRITE (\d+) /gm)].map(([, pid]) => pid!),
  );
  for (const pid of pids) {
    const open = (quietly(() => readdirSync(`/proc/${pid}/fd`)) ?? []).some((fd) => {
      const stats = quietly(() => statSync(`/proc/${pid}/fd/${fd}`));
      return stats?.dev === dev && stats.ino === ino;
    });
    if (open) return Number(pid);
  }
  return null;
}

async function unit(name: string): Promise<Record<string, string> | null> {
  if (quietly(() => lstatSync('/run/systemd/system')) === null) return null;
  try {
    const { stdout } = await run('systemctl', ['show', '-p', UNIT_PROPERTIES.join(','), name]);
    return Object.fromEntries(
      stdout
        .split('\n')
        .filter((line) => line.includes('='))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  } catch {
    return null;
  }
}

async function may(
  pid: number,
  action: string,
  details: Readonly<Record<string, string>>,
): Promise<boolean | null> {
  const words = Object.entries(details).flatMap(([name, value]) => ['--detail', name, value]);
  try {
    await run('pkcheck', ['--action-id', action, '--process', `${pid}`, ...words]);
    return true;
  } catch (error) {
    // 1: no; 2 and 3: only after a password, which a daemon has not; the rest is no answer (pkcheck(1)).
    return [1, 2, 3].includes((error as { code?: number }).code ?? -1) ? false : null;
  }
}
