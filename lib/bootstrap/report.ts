import { printable } from '../text.js';

/** Lines of one list of a report; what is more is counted. */
const MAX_LINES = 200;
/** Characters of a name or URI. */
const MAX_SHOWN = 120;

/** Why a command had no effect: the status code that DM gives it, and a word for people. */
export interface Failure {
  readonly code: number;
  readonly note: string;
}

/** What became of a command. Nothing of this is ever sent (5.5.5). */
export interface CommandEntry {
  /** Its CmdID if that is a number, else `''`. */
  readonly cmdId: string;
  readonly name: string;
  /** The target of its first item, or of the item that failed; of what cannot be a URI the length; null where it has none. */
  readonly target: string | null;
  /** The status code (OMA-SyncML-DMRepPro-V1_2), or null for a command that has no meaning in a bootstrap. */
  readonly code: number | null;
  readonly note: string | null;
}

/** Where an object is to stand: another name is found for it where that is taken. */
export interface Placement {
  /** Where the message puts it. */
  readonly from: string;
  readonly uri: string;
  readonly identity: string;
  readonly kind: 'dmacc' | 'nap' | 'proxy' | 'config' | 'other';
}

/** What was done with a message, and why: plain JSON, for people, without any node's value, and without any secret. */
export interface Report {
  readonly profile: 'dm';
  /** The version of its WBXML, or `XML`. */
  readonly version: string;
  readonly verProto: string;
  /** SyncHdr/Source/LocURI; of what is no address the length. */
  readonly source: string;
  /** In the order of the message, an Atomic or Sequence before what is in it. */
  readonly commands: readonly CommandEntry[];
  readonly placements: readonly Placement[];
  /** What the message brought that the tree does not get. */
  readonly ignored: readonly string[];
  /** What was not as it should be, and what was made of it. */
  readonly warnings: readonly string[];
}

/** The lines of a report that is being made. */
export interface Notes {
  readonly ignored: Lines;
  readonly warnings: Lines;
}

/** Lines for people, each once, up to a bound. */
export class Lines {
  readonly #lines = new Set<string>();
  #more = 0;

  add(line: string): void {
    if (this.#lines.size < MAX_LINES) this.#lines.add(line);
    else if (!this.#lines.has(line)) this.#more += 1;
  }

  list(): string[] {
    return this.#more === 0 ? [...this.#lines] : [...this.#lines, `… and ${this.#more} more`];
  }
}

/** A name or URI as a report shows it: escaped, and cut where it is long. */
export const shown = (name: string): string =>
  printable(name.slice(0, MAX_SHOWN)) + (name.length > MAX_SHOWN ? '…' : '');

/** What is shown of text that is not what it should be: in a damaged message it may be anything. */
export const lengthOf = (text: string): string => `(${text.length} characters)`;
