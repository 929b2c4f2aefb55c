import { OLD_DMACC_ID, STANDARD_IDS } from './known-mos.js';

/** A management object identifier in its parts. */
export interface MoIdentifier {
  /** What all versions of the object have in common. */
  readonly stem: string;
  readonly major: number;
  readonly minor: number;
}

/** `urn:oma:mo:NAME:MAJOR.MINOR`, as the registry of OMNA writes them, and what vendors write alike. */
const IDENTIFIER = /^(.+):(\d{1,4})\.(\d{1,4})$/s;
/** `OWNER/MAJOR.MINOR/NAME`. */
const OLDER = /^([^/]+)\/(\d{1,4})\.(\d{1,4})\/([^/]+)$/;

/** The parts of an identifier; of one without a version all is the stem, and the version 1.0. */
export function parseIdentifier(type: string): MoIdentifier {
  const id = type === OLD_DMACC_ID ? STANDARD_IDS.dmacc : type;
  const [, stem, major, minor] = IDENTIFIER.exec(id) ?? [];
  if (stem !== undefined) return { stem, major: Number(major), minor: Number(minor) };
  const [, owner, oldMajor, oldMinor, name] = OLDER.exec(id) ?? [];
  return owner === undefined
    ? { stem: id, major: 1, minor: 0 }
    : { stem: `${owner}/${name}`, major: Number(oldMajor), minor: Number(oldMinor) };
}
