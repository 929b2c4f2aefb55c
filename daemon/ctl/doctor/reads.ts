import type { Entry } from './machine.js';

/** Whether a user, by whose name a group is called, may read a file. */
export const reads = (user: string, { mode, owner, group }: Entry): boolean =>
  user === 'root' ||
  (mode & 0o004) !== 0 ||
  (owner === user && (mode & 0o400) !== 0) ||
  (group === user && (mode & 0o040) !== 0);
