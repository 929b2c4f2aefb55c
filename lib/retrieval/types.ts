import type { Outcome } from '../outcome.js';

export type Mode = '2g' | '3g';

/** Who a card is: by its ICCID, or, where it has none that can be read, `card-` and a digest (then no PIN is ever tried). */
export interface CardIdentity {
  /** The ICCID's digits, or `card-` + SHA-256 in hexadecimal. */
  readonly id: string;
  readonly iccid: string | null;
}

/**
 * Where a message ends, asked of a prefix of the file that begins with something else than FF.
 * `end`: it takes `length` bytes. `more`: not decidable from these bytes. `malformed`: no continuation can make it a message.
 * With `isAll` the file is known to end with these bytes.
 */
export type EndOf = (
  prefix: Uint8Array,
  isAll?: boolean,
) =>
  | { readonly kind: 'end'; readonly length: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'malformed'; readonly offset: number; readonly problem: string };

/** The durable record of PIN tries: what makes it impossible to spend a try twice. Every call is on disk when it returns. */
export interface PinLedger {
  /** Whether the card refused this PIN, as far as is settled. */
  look(iccid: string, pin: string): 'refused' | null;
  /**
   * The card shows so many tries now. Every PIN of it whose VERIFY was sent, or about to be, and whose answer was never recorded is settled:
   * refused if the card showed more tries before it, deleted otherwise. To be called before the next VERIFY, whatever PIN that has:
   * a right one raises the count, and the trace of a refusal would be lost.
   */
  settle(iccid: string, triesLeft: number): void;
  /** Written before the VERIFY goes out. */
  begin(iccid: string, pin: string, triesBefore: number): void;
  /** The VERIFY succeeded: the entry is deleted. */
  clear(iccid: string, pin: string): void;
  /** The card refused this PIN. */
  refuse(iccid: string, pin: string): void;
}

/** What the walk may do and whom it asks. */
export interface WalkPolicy {
  /** A PIN is not tried with fewer tries left than this; at least 2. */
  readonly minTriesLeft: number;
  /** The configured PIN of a card, or null. */
  pinFor(iccid: string): string | null;
  readonly ledger: PinLedger;
  readonly endOf: EndOf;
  /** The object identifiers of CP documents, dotted, in the order of their precedence; empty: none are sought. */
  readonly provisioning: readonly string[];
  /** When the IMSI is wanted: where the card has a message, a document or a URL, and an IMSI rule is to judge it, or whatever the card has. */
  readonly imsi: 'never' | 'of-message' | 'always';
  /** Something odd that the walk could live with: one line for people, nothing secret. */
  warn(message: string): void;
}

/** Why a walk, or a file at its end, yields nothing. */
export type Ending = Extract<
  Outcome,
  | 'no-application'
  | 'no-bootstrap'
  | 'empty'
  | 'malformed'
  | 'pin-required'
  | 'pin-rejected'
  | 'pin-guarded'
  | 'card-error'
>;

/** What stands behind an object identifier of CP documents. */
export type Provisioning =
  | {
      readonly kind: 'document';
      readonly oid: string;
      /** From its first to its last byte. */
      readonly bytes: Uint8Array;
      /** CommonObjectAttributes.label of the DODF entry, or null. */
      readonly label: string | null;
    }
  /** No end can be found of it, or a PIN keeps it closed. */
  | {
      readonly kind: 'unread';
      readonly oid: string;
      readonly outcome: Ending;
      readonly detail: string | null;
    };

/** What came of a walk: the DM message, or why there is none, and what there is besides it. */
export type Retrieved = (
  | {
      readonly kind: 'message';
      /** The document, from its first to its last byte; without what pads the file. */
      readonly bytes: Uint8Array;
      /** CommonObjectAttributes.label of the DODF entry, or null. */
      readonly label: string | null;
    }
  | {
      readonly kind: 'none';
      readonly outcome: Ending;
      /** Which file, which byte, which status word, which rule; null where the outcome says it all. */
      readonly detail: string | null;
      /** What the first bootstrap entry with a URL in place of a file has as its value: text of the card, not judged; null where none has. */
      readonly url: string | null;
    }
) & {
  /** In the order of the policy; none where the card could not be read or its message not parsed. */
  readonly provisioning: readonly Provisioning[];
  /** EF IMSI's digits where they were wanted, and could be read without spending a try. */
  readonly imsi: string | null;
  readonly pinVerified: boolean;
};
