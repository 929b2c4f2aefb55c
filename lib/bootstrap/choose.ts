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

/**
 * Each object once, in the newest of its versions that is known (5.5.5). Of node-by-node additions it is not known before the end who they are.
 * An access point or proxy that does not say who it is, is another than all others.
 */
export function choose(objects: readonly Found[], origin: Origin, notes: Notes): Choice {
  const newest = new Map<string, MoIdentifier>();
  const keys = keysOf(objects, origin);
  objects.forEach((object, at) => {
    const key = keys[at]!;
    const id = identifierOf(object);
    const best = newest.get(key);
    if (best === undefined || isBefore(best, id)) newest.set(key, id);
  });

  const used: Identified[] = [];
  const passed: { object: Found; key: string }[] = [];
  const seen = new Set<string>();
  const byKey = new Map<string, string>();
  objects.forEach((object, at) => {
    const key = keys[at]!;
    const id = identifierOf(object);
    const own = identityOf(object, origin);
    const older = isBefore(id, newest.get(key)!);
    if (older || (own !== null && seen.has(own))) {
      const why = older ? 'another version of it is used' : 'this message brings it twice';
      notes.ignored.add(`${from(object)}: ${why}`);
      passed.push({ object, key });
      return;
    }
    if (!isKnownVersion(id)) {
      notes.warnings.add(
        `${from(object)}: it is of a later version than is known, and taken as is`,
      );
    }
    const identity = own ?? freeName(namelessIdentity(object, origin), seen);
    seen.add(identity);
    if (!byKey.has(key)) byKey.set(key, identity);
    used.push({ ...object, identity });
  });
  const passedOver = passed.flatMap(({ object, key }) => {
    const identity = byKey.get(key);
    return identity === undefined ? [] : [{ ...object, identity }];
  });
  return { used, passedOver };
}

/** What all versions of an object have in common: what it is, and who, or, where it does not say so, its name in its TNDS. */
function keysOf(objects: readonly Found[], origin: Origin): string[] {
  const trays = new Map<Found['tray'], number>();
  return objects.map((object) => {
    const { kind, node, path, tray } = object;
    const name = tray === null ? path.join('/') : (node.wished ?? path.at(-1));
    const { stem } = identifierOf(object);
    if (kind === 'other') return `${stem} ${name}`;
    const identity = identityOf(object, origin);
    if (identity !== null) return `${stem} ${identity}`;
    if (!trays.has(tray)) trays.set(tray, trays.size);
    return `${stem} ${kind} ${trays.get(tray)}/${name}`;
  });
}

/** Known versions come after those that are not; of the rest the numbers decide. */
function isBefore(a: MoIdentifier, b: MoIdentifier): boolean {
  const known = Number(isKnownVersion(a)) - Number(isKnownVersion(b));
  return (known || a.major - b.major || a.minor - b.minor) < 0;
}

/** Of an object that has no place of its own any version is as good as another. */
const isKnownVersion = ({ stem, minor }: MoIdentifier): boolean =>
  minor <= (KNOWN_MOS.get(stem)?.minor ?? minor);
