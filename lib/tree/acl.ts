import { MAX_ACL_CHARACTERS, MAX_SERVER_ID_CHARACTERS } from './bounds.js';

/** The commands that an ACL can grant (OMA-TS-DM_TND-V1_2_1, the property ACL), in the order of its text form. There is none for Copy. */
export const ACL_COMMANDS = ['Add', 'Delete', 'Exec', 'Get', 'Replace'] as const;
export type AclCommand = (typeof ACL_COMMANDS)[number];

/** Who may do what, by ServerID. It is complete by itself: a command that is not in it is granted to nobody. */
export type Acl = ReadonlyMap<AclCommand, ReadonlySet<string>>;

/**
 * An id that no ServerID is: an ACL without any id would inherit, so one that grants nothing to anybody names this one.
 * In an `Acl` it does not stand.
 */
export const NOBODY = '(nobody)';

/** Any server that has an account. */
const ANYBODY = '*';

const SERVER_ID = /^[^\s=&*+\p{C}]+$/u;

/** Whether a text can be a ServerID in an ACL: not empty nor too long, printable, without white space and `=`, `&`, `*`, `+`. */
export const isServerId = (text: string): boolean =>
  text.length <= MAX_SERVER_ID_CHARACTERS && SERVER_ID.test(text) && text !== NOBODY;

/**
 * An ACL in the text form of DM, `Cmd=id+id&Cmd=id`, or null where it cannot be read or has more than `MAX_ACL_CHARACTERS`.
 * A command that is named twice grants to the servers of both. What has no value at all inherits, and is no ACL.
 */
export function parseAcl(text: string): Acl | null {
  if (text.length > MAX_ACL_CHARACTERS) {
    return null;
  }
  const acl = new Map<AclCommand, Set<string>>();
  for (const entry of text.split('&')) {
    const equals = entry.indexOf('=');
    const word = entry.slice(0, Math.max(equals, 0));
    const command = ACL_COMMANDS.find((one) => one === word);
    const ids = entry.slice(equals + 1).split('+');
    if (command === undefined || !ids.every((id) => id === ANYBODY || SERVER_ID.test(id))) {
      return null;
    }
    grant(acl, command, ids);
  }
  return acl;
}

/** The one text form of what an ACL grants: commands and ids in order, `*` by itself. */
export function formatAcl(acl: Acl): string {
  const entries = ACL_COMMANDS.flatMap((command) => {
    const ids = [...(acl.get(command) ?? [])].sort();
    return ids.length === 0 ? [] : [`${command}=${ids.join('+')}`];
  });
  return entries.join('&') || `Get=${NOBODY}`;
}

/** The one text form of an ACL, or null where it cannot be read. */
export function normaliseAcl(text: string): string | null {
  const acl = parseAcl(text);
  return acl === null ? null : formatAcl(acl);
}

/** What either of two ACLs grants. */
export function mergeAcls(one: Acl, other: Acl): Acl {
  const merged = new Map<AclCommand, Set<string>>();
  for (const [command, ids] of [...one, ...other]) {
    grant(merged, command, ids);
  }
  return merged;
}

/** Whether an ACL grants a command to a server. */
export function grants(acl: Acl, command: AclCommand, serverId: string): boolean {
  const ids = acl.get(command);
  return ids !== undefined && (ids.has(ANYBODY) || ids.has(serverId));
}

function grant(acl: Map<AclCommand, Set<string>>, command: AclCommand, ids: Iterable<string>) {
  const all = new Set([...(acl.get(command) ?? []), ...ids]);
  all.delete(NOBODY);
  acl.set(command, all.has(ANYBODY) ? new Set([ANYBODY]) : all);
}
