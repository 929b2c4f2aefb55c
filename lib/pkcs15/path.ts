import { type Element, integerOf, octetsOf, optional, required, TAG } from './der.js';
import { Pkcs15Error } from './error.js';
import { MAX_INDEX, MAX_PATH_LENGTH } from './limits.js';

export interface Pkcs15Path {
  /** File identifiers, two octets each; `classifyPath` tells from where they lead. */
  readonly octets: Uint8Array;
  /** Offset of the octets in the file that the path stands in. */
  readonly offset: number;
  /** Where the value begins in a transparent file, or the number of its record. */
  readonly index: number | null;
  /** Length of the value in bytes. The standard has index and length or neither; one alone is passed on as it stands. */
  readonly length: number | null;
}

export interface ClassifiedPath {
  /** Whence: the MF, the current ADF, or the DF of the PKCS#15 application. */
  readonly base: 'mf' | 'adf' | 'df';
  /** File identifiers in the order of selection, without the 3F00, 3FFF or 7FFF that names the base. */
  readonly fids: readonly number[];
}

/**
 * A Path (PKCS#15 v1.1, 6.1.7): `30` { `04` octets, `02` index?, `80` length? }.
 * Whether the octets make a path is left to `classifyPath`: most paths of a card are never followed.
 */
export function pathOf(element: Element): Pkcs15Path {
  const path = required(element, TAG.octetString, 'the octets of a path');
  const index = optional(element, TAG.integer);
  const length = optional(element, TAG.implicit0);
  return {
    octets: octetsOf(path, MAX_PATH_LENGTH),
    offset: path.start,
    index: index && integerOf(index, MAX_INDEX),
    length: length && integerOf(length, MAX_INDEX),
  };
}

const BASES: ReadonlyMap<number, ClassifiedPath['base']> = new Map([
  [0x3f00, 'mf'],
  [0x3fff, 'adf'],
  [0x7fff, 'adf'],
]);

/**
 * Where a path leads, from its octets. 3F00 alone is the MF itself, with no identifiers.
 * Throws `Pkcs15Error` if it is empty, odd or longer than eight identifiers; `offset` is where its octets stand.
 */
export function classifyPath(octets: Uint8Array, offset = 0): ClassifiedPath {
  if (octets.length === 0 || octets.length % 2 !== 0 || octets.length > MAX_PATH_LENGTH) {
    throw new Pkcs15Error(
      offset,
      `a path of 2 to ${MAX_PATH_LENGTH} octets, an even number`,
      `${octets.length} octets`,
    );
  }
  const fids: number[] = [];
  for (let at = 0; at < octets.length; at += 2) fids.push((octets[at]! << 8) | octets[at + 1]!);
  const base = BASES.get(fids[0]!);
  return base === undefined ? { base: 'df', fids } : { base, fids: fids.slice(1) };
}
