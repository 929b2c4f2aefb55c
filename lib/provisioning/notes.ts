import type { Characteristic } from './document.js';
import { KNOWN_NAMES } from './tables/names.js';

/** Takes a line for people. */
interface Sink {
  add(line: string): unknown;
}

/** What is to be told of a document that was mapped. No line holds a value of it, or a name that is not known. */
export interface Notes {
  /** What has no place in the tree, by name. */
  readonly unmapped: Sink;
  /** Characteristics that no object was made of, and why. */
  readonly ignored: Sink;
  /** What was not as it should be, and what was made of it. */
  readonly warnings: Sink;
}

/** The type of a characteristic or the name of a parm; of an unknown one the length, as in a damaged document a password may run into it. */
export const shownName = (name: string): string =>
  KNOWN_NAMES.has(name) ? name : `(${name.length} characters)`;

/** A characteristic, by its type and its place. */
export const label = ({ type, offset }: Characteristic): string =>
  `${shownName(type)} at byte ${offset}`;
