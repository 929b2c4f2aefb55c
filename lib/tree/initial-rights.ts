import { type AclCommand, formatAcl, mergeAcls } from './acl.js';
import { aclInForce, type Judged } from './rights.js';

/** What every server that has an account is granted on a subtree, besides what the ACLs say (6.3). */
export interface InitialRight {
  /** The URI of the root of the subtree; one that is not in the tree is passed over. */
  readonly subtree: string;
  /** The sum of Get 1, Replace 2, Exec 4, Copy 8, Add 16 and Delete 32. */
  readonly access: number;
}

/** No ACL has a word for it: the bit grants nothing. */
export const COPY_ACCESS = 8;
export const MAX_ACCESS = 63;

const ACCESS: readonly (readonly [AclCommand, number])[] = [
  ['Get', 1],
  ['Replace', 2],
  ['Exec', 4],
  ['Add', 16],
  ['Delete', 32],
];

/** The ACL of the root of a subtree with a right added to what is in force there; null where it adds nothing. */
export function withInitialRight(
  tree: Judged,
  servers: ReadonlySet<string>,
  { subtree, access }: InitialRight,
): string | null {
  const commands = ACCESS.flatMap(([command, bit]) => ((access & bit) === 0 ? [] : [command]));
  if (servers.size === 0 || commands.length === 0) {
    return null;
  }
  const granted = new Map(commands.map((command) => [command, servers]));
  return formatAcl(mergeAcls(aclInForce(tree, subtree), granted));
}
