import type { NodeFormat } from './format.js';

/** Where a layer came from: the card, file, URL or sender that brought it. `local` is the permanent layer of what belongs to nobody else. */
export interface Origin {
  readonly kind: OriginKind;
  /** smartcard: the card's identity; factory: the file's name; https: the URL; push: the sender; local: ''. */
  readonly id: string;
}

/** Default policy ranks, lowest first: a later kind covers an earlier one. */
export const ORIGIN_KINDS = ['factory', 'https', 'push', 'local', 'smartcard'] as const;
export type OriginKind = (typeof ORIGIN_KINDS)[number];

/** Each kind once, lowest first. */
export type Ranks = readonly OriginKind[];

/** One node of an MO as installed. */
export interface MoNode {
  /** Relative to the MO's root: `''` for the root itself, else names joined by `/`, e.g. `AppAddr/1/Addr`. Parents stand before children. */
  readonly path: string;
  readonly format: NodeFormat;
  /** The MO identifier (DDFName) of an interior node, the MIME type of a leaf, or null. */
  readonly type: string | null;
  /** Octets for `bin`, text for every other leaf, null for interior nodes and for leaves without a value. */
  readonly value: string | Uint8Array | null;
  /** The node's own ACL in the text form of DM (`Get=srv&Replace=srv`), or null where it inherits. */
  readonly acl: string | null;
  readonly title: string | null;
  /**
   * Set where the value is a connectivity reference to an MO of the same layer: the view shows that MO's URI, followed by `rest` (`''` or `/…`),
   * wherever the MO comes to stand.
   */
  readonly ref: { readonly identity: string; readonly rest: string } | null;
}

/** A management object as one message installs it: the unit of covering. */
export interface Mo {
  /** See `identity.ts`: who this object is, whatever it is called. */
  readonly identity: string;
  /** The URI of the parent, e.g. `./DMAcc`. */
  readonly parent: string;
  /** The name it would like below `parent`. It gets another one if that is taken by another identity. */
  readonly name: string;
  readonly nodes: readonly MoNode[];
}

/** One document that a layer came from. */
export interface LayerDocument {
  /** A DM message, or a Client Provisioning document. */
  readonly kind: DocumentKind;
  /** The object identifier that the card names it by, dotted; null where the source has none. */
  readonly oid: string | null;
  /** The label on the card, or null. */
  readonly label: string | null;
  /** Byte for byte: by its digest a repetition is known. */
  readonly bytes: Uint8Array;
  /** The processing report: plain JSON, no secret. */
  readonly report: unknown;
}

export const DOCUMENT_KINDS = ['dm', 'cp'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** What applying the documents of one origin installs. */
export interface LayerInput {
  readonly origin: Origin;
  /** In the order of their precedence; at least one. */
  readonly documents: readonly LayerDocument[];
  readonly mos: readonly Mo[];
}

/** An account as `accounts --json` shows it; no secrets. */
export interface Account {
  /** `a1`, `a2`, …: fixed to its DMAcc identity while any layer holds it, never reused. */
  readonly id: string;
  readonly uri: string;
  readonly serverId: string;
  readonly name: string | null;
  /** The values of `AppAddr/<X>/Addr`, in the order of the tree. */
  readonly addresses: readonly string[];
  /** The origin of the layer that is on top for this account. */
  readonly origin: Origin;
  /** False while nobody can say that the origin still holds it. */
  readonly confirmed: boolean;
}

/** A node of the tree that users see. */
export interface VisibleNode {
  readonly uri: string;
  readonly format: NodeFormat;
  readonly type: string | null;
  readonly value: string | Uint8Array | null;
  readonly acl: string | null;
  readonly title: string | null;
  /** Whose layer shows it; null for the permanent nodes that no layer owns (`.`, `./DMAcc`, `./Inbox`, …). */
  readonly origin: Origin | null;
  /** The server whose write this value is, or null where it is as installed. */
  readonly writtenBy: string | null;
}

/** An account with all its nodes and its connectivity, secrets and all. */
export interface AccountDetail {
  readonly account: Account;
  readonly nodes: readonly VisibleNode[];
  /** The objects that its connectivity references lead to, directly or over one another. */
  readonly connections: readonly {
    readonly uri: string;
    readonly nodes: readonly VisibleNode[];
  }[];
}

export type AccountChange = {
  readonly change: 'account-added' | 'account-changed' | 'account-removed';
  readonly account: Account;
};

/** A document without its content. */
export interface DocumentSummary extends Pick<LayerDocument, 'kind' | 'oid' | 'label'> {
  /** Upper-case hexadecimal SHA-256 and length in bytes. */
  readonly sha256: string;
  readonly length: number;
}

export interface LayerSummary {
  readonly origin: Origin;
  readonly sequence: number;
  /** In the order of their precedence. */
  readonly documents: readonly DocumentSummary[];
  readonly confirmed: boolean;
}

/** A layer with the processing reports of what it shows: of a layer that was `unchanged`, those from when it was applied. */
export interface LayerReport extends LayerSummary {
  readonly documents: readonly (DocumentSummary & Pick<LayerDocument, 'report'>)[];
}
