import { rejected } from '../syncml/index.js';
import { isAlike, shownAddress } from './address.js';
import { toBootstrapConfig } from './bootstrap-config.js';
import { checkDmAcc, toDmAcc } from './dmacc/index.js';
import type { Tell } from './dmacc/interior.js';
import { type Found, from } from './find.js';
import { EXT } from './places.js';
import { type CommandEntry, lengthOf, type Notes, shown } from './report.js';
import type { Secrets } from './secrets.js';

/** The objects of a message that are sound. */
export interface Sound {
  readonly objects: readonly Found[];
  /** The addresses of all accounts among them. */
  readonly addresses: ReadonlySet<string>;
}

/** Reasons that a rejection names. */
const MAX_REASONS = 3;

/** Status codes from this on are failures (OMA-SyncML-DMRepPro-V1_2). */
const FIRST_FAILURE = 400;

/**
 * The objects without `Ext`, and accounts and the Bootstrap Config MO in the shape of the standard. What only looks like an account is left out.
 * Throws `MessageError` `rejected` where no account is left (5.5.4), with what is wrong with accounts and which of the `commands` failed.
 */
export function sound(
  objects: readonly Found[],
  commands: readonly CommandEntry[],
  notes: Notes,
): Sound {
  const addresses = new Set<string>();
  const problems: string[] = [];
  const kept = objects.flatMap((whole) => {
    const object = withoutExt(whole, notes);
    const line = (path: readonly string[], what: string): string =>
      `${from(object)}/${shown(path.join('/'))}: ${what}`;
    const warn: Tell = (path, what) => notes.warnings.add(line(path, what));
    const leaveOut: Tell = (path, what) => notes.ignored.add(line(path, what));
    if (object.kind === 'config') {
      return [{ ...object, node: toBootstrapConfig(object.node, warn, leaveOut) }];
    }
    if (object.kind !== 'dmacc') return [object];
    const node = toDmAcc(object.node, warn, leaveOut);
    const account = checkDmAcc(node);
    if ('problem' in account) {
      problems.push(account.problem);
      notes.ignored.add(`${from(object)}: ${account.problem}, so it is no account`);
      return [];
    }
    for (const address of account.addresses) addresses.add(address);
    return [{ ...object, node }];
  });
  if (addresses.size === 0) {
    const reasons = [
      ...problems.map((problem, at) => `DMAcc ${at + 1}: ${problem}`),
      ...commands.filter(({ code }) => code !== null && code >= FIRST_FAILURE).map(failureText),
    ];
    throw rejected(['no valid DMAcc in this message', ...reasons.slice(0, MAX_REASONS)].join('; '));
  }
  return { objects: kept, addresses };
}

const failureText = ({ name, cmdId, code, note }: CommandEntry): string =>
  [name, cmdId, 'failed with', code, note === null ? '' : `(${note})`].filter(Boolean).join(' ');

function withoutExt(object: Found, { ignored }: Notes): Found {
  const { kind, node } = object;
  if (kind === 'other' || !node.children.has(EXT)) return object;
  ignored.add(`${from(object)}/${EXT}: what is in ${EXT} is left out`);
  const children = new Map(node.children);
  children.delete(EXT);
  return { ...object, node: { ...node, children } };
}

/** Holds SyncHdr/Source/LocURI against the addresses of the accounts: it is one of them, or, where `lenient`, like one. Else throws `rejected` (5.5.4). */
export function checkSource(
  source: string,
  addresses: ReadonlySet<string>,
  { lenient, secrets, notes }: { lenient: boolean; secrets: Secrets; notes: Notes },
): void {
  if (addresses.has(source)) return;
  if (lenient && [...addresses].some((address) => isAlike(address, source))) {
    notes.warnings.add('SyncHdr/Source/LocURI: it is like an AppAddr/<X>/Addr, but not the same');
    return;
  }
  const address = shownAddress(source, secrets);
  const found = address === null ? lengthOf(source) : `"${address}"`;
  throw rejected(
    `SyncHdr/Source/LocURI ${found} is no AppAddr/<X>/Addr of a DMAcc in this message`,
  );
}
