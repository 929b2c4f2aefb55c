import type { Response } from '../apdu/index.js';
import type { Need } from './condition.js';
import type { FileInfo, FilePath } from './file.js';
import type { Tries, Verification } from './verify.js';

export type Selected =
  | { readonly kind: 'selected'; readonly info: FileInfo }
  /** It does not exist, or is terminated. */
  | { readonly kind: 'absent' }
  /** Invalidated, that is deactivated. */
  | { readonly kind: 'invalidated' };

/** A current file, and reading from it. All methods reject with `CardError`, `ApduError` or `ReaderError`. */
export interface FileSystem {
  /**
   * Makes an EF current; a DF is told by `info`, or by the READ that follows. Where nothing is wanted the answer is not fetched, and `info` says nothing;
   * and if the file is current already, nothing is sent.
   */
  select(path: FilePath, wants: 'nothing' | 'info'): Promise<Selected>;

  /** READ BINARY of the current file, or of the one with this short identifier in the current DF (3G, offset up to 255). */
  readBinary(offset: number, length: number, sfi?: number): Promise<Response>;

  /** READ RECORD, by absolute number, likewise. Data with 6282, a record shorter than asked for, is `ok`. */
  readRecord(record: number, length: number, sfi?: number): Promise<Response>;
}

/** What is needed to select an application: the AID in 3G, the path of its DF in 2G. */
export interface Application {
  readonly aid: Uint8Array;
  /** From the MF, without 3F00. Null where EF DIR names none. */
  readonly fids: readonly number[] | null;
}

/** A SIM or a UICC, as the walk needs it. All methods reject with `CardError`, `ApduError` or `ReaderError`. */
export interface Card {
  readonly mode: '2g' | '3g';

  /** To be called before anything is read. */
  prepare(): Promise<void>;

  /** The files under the MF. */
  readonly root: FileSystem;

  /** Whether the MF is certainly the current DF of `root`, so that short identifiers mean its files. */
  readonly atMf: boolean;

  /** The files of the application that was selected last. */
  readonly application: FileSystem;

  /** Makes an application current, in 3G on a logical channel of its own. False: the card has none such. */
  selectApplication(application: Application): Promise<boolean>;

  /**
   * What is left to do before the file may be read. `flagged`: the object is private or modifiable (DM Bootstrap, D.2.4, D.3.4).
   * In 3G the file need not be current afterwards.
   */
  readNeed(path: FilePath, info: FileInfo, flagged: boolean): Promise<Need>;

  /** How many tries a key has left, without spending one. */
  tries(key: number): Promise<Tries>;

  /** Spends a try, unless the PIN is right. `code`: eight bytes. Sent once. */
  verify(key: number, code: Uint8Array): Promise<Verification>;

  /** Closes what was opened on the card. */
  close(): Promise<void>;
}
