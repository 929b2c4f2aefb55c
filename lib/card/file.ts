import type { Condition } from './condition.js';

export type Structure = 'transparent' | 'linear-fixed' | 'cyclic' | 'other';

/** Who may read a file: by reference to a record of EF ARR, or told in place. */
export type ReadRule =
  | {
      readonly kind: 'reference';
      readonly fid: number;
      /** One with `environment` null, or one for each security environment. */
      readonly records: readonly { readonly environment: number | null; readonly record: number }[];
    }
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'unknown' };

/** What a card tells of an EF when it is selected. Null: it did not say. */
export interface FileInfo {
  readonly kind: 'ef' | 'df';
  readonly structure: Structure | null;
  /** In bytes. */
  readonly size: number | null;
  readonly recordLength: number | null;
  readonly recordCount: number | null;
  /** Neither invalidated (deactivated) nor terminated. */
  readonly usable: boolean;
  readonly read: ReadRule;
}

/** Of a file that was selected without an answer. */
export const UNKNOWN_FILE: FileInfo = {
  kind: 'ef',
  structure: null,
  size: null,
  recordLength: null,
  recordCount: null,
  usable: true,
  read: { kind: 'unknown' },
};

/** Where a file is: its identifiers, from the MF or from the DF or ADF of the application. */
export interface FilePath {
  readonly base: 'mf' | 'application';
  readonly fids: readonly number[];
  /** For people: `EF ODF 5031`. */
  readonly name: string;
}
