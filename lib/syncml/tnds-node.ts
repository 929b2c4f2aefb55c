import type { NodeFormat } from '../tree/format.js';

/** The version that MgmtTree/VerDTD names. */
export const VER_DTD = '1.2';

/** A node of a serialised object (OMA-TS-DM_TNDS-V1_2). */
export interface TndsNode {
  /** As written, without white space around it; `''` where the client is to name it. */
  readonly name: string;
  /** Path of a top-level node: where its parent is, below the target of the command; `''` where there is none. */
  readonly path: string;
  readonly format: NodeFormat;
  /** The MO identifier of an interior node, the MIME type of a leaf, or null. */
  readonly type: string | null;
  readonly acl: string | null;
  readonly title: string | null;
  /** When it was last changed, as written. */
  readonly tStamp: string | null;
  /** How often it was changed, as written. */
  readonly verNo: string | null;
  /** Octets for `bin`, text for other leaves, null for interior nodes and for leaves without a value. */
  readonly value: string | Uint8Array | null;
  readonly children: readonly TndsNode[];
  /** Where it stands, in bytes from the start of the document that it is in. */
  readonly offset: number;
}
