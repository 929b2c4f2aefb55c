import type { Protocol, ShareMode } from '../reader/reader.js';

/** What an exchange was for: the walk of DM Bootstrap, D.2.5 and D.3.5, and what is no part of it. */
export const PHASES = ['identify', 'ef-dir', 'odf', 'dodf', 'message', 'other', 'close'] as const;
export type Phase = (typeof PHASES)[number];

/** What a file is for, as its place or the card itself says. */
export type Role =
  | 'iccid'
  | 'ef-dir'
  | 'odf'
  | 'dodf'
  | 'aodf'
  | 'arr'
  /** The file of an entry with the OID of the bootstrap message. */
  | 'message'
  /** The file of another data object: it may be a Client Provisioning document. */
  | 'data'
  | 'other';

/** Something that was read, taken apart: names and values for people. Text in it came from the card and may hold anything; no file's secret is in it. */
export interface Decoded {
  readonly what: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Why it could not be taken apart, or not to its end. */
  readonly problem: string | null;
}

interface Event {
  /** From 1, over all stays. */
  readonly n: number;
  /** From 1: which stay. */
  readonly stay: number;
  /** Of what was asked, in the trace. */
  readonly line: number;
  /** Microseconds from the first event to what was asked, and from there to its answer; null where the trace does not tell. */
  readonly micros: number | null;
  readonly duration: number | null;
  readonly phase: Phase;
  /** What was asked, and what came of it, in words. */
  readonly text: string;
  readonly result: string;
  /** The PC/SC return code in place of an answer. */
  readonly pcsc: number | null;
}

/** A connection, a reset or a removal. */
export interface Happening extends Event {
  readonly kind: 'connect' | 'reset' | 'removed';
  readonly protocol: Protocol | null;
  readonly share: ShareMode | null;
  readonly atr: Uint8Array | null;
}

/** A command and what came back. */
export interface Exchange extends Event {
  readonly kind: 'command';
  /** `SELECT`. */
  readonly name: string;
  readonly generation: '2g' | '3g';
  readonly channel: number;
  /** The file that it is about: `EF ODF 5031`. */
  readonly file: string | null;
  /** As sent; where it may carry a PIN, 00 stand in place of what follows P3. */
  readonly command: Uint8Array;
  readonly masked: boolean;
  /** Without the status word. */
  readonly data: Uint8Array;
  readonly sw: number | null;
  /** Whether what follows P3, and the data of the response, can hold no secret: only then are they for eyes. */
  readonly open: { readonly command: boolean; readonly data: boolean };
  readonly decoded: Decoded | null;
}

export type Described = Happening | Exchange;

/** What the exchanges of a stay show of one file. */
export interface CardFile {
  /** Its place: identifiers from the MF or the application, joined by `/`. */
  readonly key: string;
  readonly name: string;
  readonly role: Role;
  /** What the card said of it when it was selected. */
  readonly info: Decoded | null;
  /** The longest run from the first byte that was read; `offset` is where that stands in the file. Of records, one after the other. */
  readonly bytes: Uint8Array;
  readonly offset: number;
  /** Records that were read; null of a transparent file. */
  readonly records: readonly { readonly number: number; readonly bytes: Uint8Array }[] | null;
  /** What is in it; null of what is nobody's to show, or unknown. */
  readonly content: Decoded | null;
  /** Whether its bytes are for eyes. */
  readonly open: boolean;
  /** The label on the card of what it holds. */
  readonly label: string | null;
  /** The exchange that read the last of it: its `n`; null where nothing was read. */
  readonly lastRead: number | null;
}

/** From a card's insertion to its removal. */
export interface DescribedStay {
  readonly number: number;
  readonly atr: Uint8Array | null;
  readonly iccid: string | null;
  readonly events: readonly Described[];
  readonly files: readonly CardFile[];
}

export interface Transcript {
  readonly file: string;
  readonly reader: string | null;
  readonly protocol: Protocol | null;
  readonly stays: readonly DescribedStay[];
}
