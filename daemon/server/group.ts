import { readFileSync } from 'node:fs';

/** The number of a group of this machine, as `/etc/group` has it (group(5)); null where there is none of this name. */
export function groupId(name: string, file = '/etc/group'): number | null {
  const line = linesOf(file).find((one) => one.startsWith(`${name}:`));
  const id = line?.split(':')[2] ?? '';
  return /^[0-9]+$/.test(id) ? Number(id) : null;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
