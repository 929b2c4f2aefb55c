import type { EntryFlags, EntryShape } from './bootstrap-files.js';
import type { Guard, RuleCoding } from './guard.js';
import type { LifeCycle, PinImage, Quirks } from './image.js';

/** What stands behind the content of the files of the PKCS#15 application. */
export type Padding = 'FF' | '00' | '8000';

/** What the card lacks; `path` is tag 51 of the PKCS#15 record, `message` the file, `entry` the DODF entry for it. */
export type Absent =
  | 'dir'
  | 'record'
  | 'path'
  | 'application'
  | 'odf'
  | 'dodf-pointer'
  | 'dodf'
  | 'entry'
  | 'message';

/** A CP document beside the message. What is left out has the value named. */
export interface ProvisioningObject {
  readonly document: Uint8Array;
  /** Dotted. `2.23.43.3.1`. */
  readonly oid?: string;
  /** Empty for none. `CP`. */
  readonly label?: string;
  /** None. */
  readonly flags?: EntryFlags;
  /** Who may read the document: always. */
  readonly read?: Guard;
  /** What is wrong with its file: nothing. */
  readonly file?: 'missing' | 'invalidated' | 'empty';
}

/** A card with a bootstrap message (Appendix D of the bootstrap specification). What is left out has the value named. */
export interface BootstrapCard {
  /** `3g`. */
  readonly mode?: '2g' | '3g';
  /** False. */
  readonly serves2g?: boolean;
  /** `T=0`. */
  readonly protocol?: 'T=0' | 'T=1';
  /** One that offers the protocol, for the mode. */
  readonly atr?: string;
  /** The content of EF DM_Bootstrap. An empty SyncML document. */
  readonly message?: Uint8Array;
  /** Digits; null for no EF ICCID. */
  readonly iccid?: string | null;
  /** Digits; null for no EF IMSI. It is read with the PIN. */
  readonly imsi?: string | null;
  /** The label of the entry; empty for none. `OMA-DM`. */
  readonly label?: string;
  /** None. */
  readonly flags?: EntryFlags;
  /** `opaque`. */
  readonly entry?: EntryShape;
  /** The application PIN, 01, as it is on the card: `1234`, disabled. */
  readonly pin?: Partial<PinImage>;
  /** Who may read what: always. */
  readonly read?: { readonly odf?: Guard; readonly dodf?: Guard; readonly message?: Guard };
  /** `reference`. */
  readonly rules?: RuleCoding;
  /** DODFs before the one with the entry, that have none. */
  readonly decoyDodfs?: number;
  /** Who may read those: always. */
  readonly decoyRead?: Guard;
  /** Entries of other applications before the entry. */
  readonly decoyEntries?: number;
  /** A bootstrap entry before the real one whose file is of no use. */
  readonly brokenFirst?: 'missing' | 'invalidated' | 'empty';
  /** None. */
  readonly provisioning?: readonly ProvisioningObject[];
  /** Their entries stand in a DODF of their own, the last one, which these may read; else behind that of the message. */
  readonly provisioningDodf?: Guard;
  /** Bytes of EF DM_Bootstrap, where that is more than the message. */
  readonly fileSize?: number;
  /** The message stands at this offset of the file, and the entry says so with index and length. */
  readonly offset?: number;
  /** How the entry names the file: by its identifier, from the MF, from the current ADF. `relative`. */
  readonly path?: 'relative' | 'absolute' | 'adf';
  /** The entry has this URL in place of a file. None. */
  readonly url?: string;
  /** `FF`. */
  readonly padding?: Padding;
  readonly absent?: Absent;
  /** EF DM_Bootstrap itself. `activated`. */
  readonly lifeCycle?: LifeCycle;
  /** EF DM_Bootstrap is all FF. */
  readonly blank?: boolean;
  /** `linear-fixed`. */
  readonly dir?: 'linear-fixed' | 'transparent';
  /** An unused record stands before the PKCS#15 one. */
  readonly dirGap?: boolean;
  /** Files with this content in place of their own. */
  readonly raw?: {
    readonly dir?: readonly Uint8Array[];
    readonly odf?: Uint8Array;
    readonly dodf?: Uint8Array;
  };
  /** The whole ODF stands in a SEQUENCE. */
  readonly odfWrapped?: boolean;
  readonly quirks?: Quirks;
}
