import type { Origin } from '../tree/model.js';
import { type Found, from, type Identified } from './find.js';
import type { MoIdentifier } from './identifier.js';
import { identifierOf, identityOf, namelessIdentity } from './identity.js';
import { KNOWN_MOS } from './known-mos.js';
import type { Notes } from './report.js';
import { freeName } from './uri.js';

/** The objects of a message that are used, and those in the place of which one of them is. */
export interface Choice {
  readonly used: readonly Identified[];
  readonly passedOver: readonly Identified[];
}

/** An object that may be one of several versions of the same. */
interface Candidate {
  readonly object: Found;
  /** Who it says that it is, or null. */
  readonly own: string | null;
  readonly id: MoIdentifier;
  /** The same for all versions of it. */
  readonly key: string;
}

/**
 * Each object once, in the newest of its versions that is known (5.5.5). Of node-by-node additions it is not known before the end who they are.
 * An access point or proxy that does not say who it is, is another than all others, but for versions of it in its own TNDS.
 */
export function choose(objects: readonly Found[], origin: Origin, notes: Notes): Choice {
  const candidates = toCandidates(objects, origin);
  const newest = new Map<string, MoIdentifier>();
  for (const { id, key } of candidates) {
    const best = newest.get(key);
    if (best === undefined || isBefore(best, id)) newest.set(key, id);
  }
  const used: Identified[] = [];
  const passed: Candidate[] = [];
  const seen = new Set<string>();
  const inUse = new Map<string, string>();
  for (const candidate of candidates) {
    const { object, own, id, key } = candidate;
    const why = reasonAgainst(id, newest.get(key)!, own !== null && seen.has(own));
    if (why !== null) {
      notes.ignored.add(`${from(object)}: ${why}`);
      passed.push(candidate);
      continue;
    }
    if (!isKnown(id)) {
      notes.warnings.add(`${from(object)}: version ${versionOf(id)} is later than all known ones`);
    }
    const identity = own ?? freeName(namelessIdentity(object, origin), seen);
    seen.add(identity);
    inUse.set(key, inUse.get(key) ?? identity);
    used.push({ ...object, identity });
  }
  const passedOver = passed.flatMap(({ object, key }) => {
    const identity = inUse.get(key);
    return identity === undefined ? [] : [{ ...object, identity }];
  });
  return { used, passedOver };
}

function toCandidates(objects: readonly Found[], origin: Origin): Candidate[] {
  const trays = new Map<Found['tray'], number>();
  return objects.map((object) => {
    const { kind, node, path, tray } = object;
    const own = identityOf(object, origin);
    const id = identifierOf(object);
    const name = tray === null ? path.join('/') : (node.wished ?? path.at(-1));
    trays.set(tray, trays.get(tray) ?? trays.size);
    const nameless = `${kind} ${trays.get(tray)}/${name}`;
    const key = kind === 'other' ? name : (own ?? nameless);
    return { object, own, id, key: `${id.stem} ${key}` };
  });
}

function reasonAgainst(id: MoIdentifier, best: MoIdentifier, isRepeated: boolean): string | null {
  if (isBefore(id, best)) {
    return `version ${versionOf(id)} of it is left out, as there is version ${versionOf(best)}`;
  }
  return isRepeated ? 'this message brings the same object twice' : null;
}

/** Known versions come after those that are not; of the rest the numbers decide. */
function isBefore(a: MoIdentifier, b: MoIdentifier): boolean {
  const known = Number(isKnown(a)) - Number(isKnown(b));
  return (known || a.major - b.major || a.minor - b.minor) < 0;
}

/** Of an object that has no place of its own any version is as good as another. */
const isKnown = ({ stem, minor }: MoIdentifier): boolean =>
  minor <= (KNOWN_MOS.get(stem)?.minor ?? minor);

const versionOf = ({ major, minor }: MoIdentifier): string => `${major}.${minor}`;
