/**
 * The document that the decoder and the XML reader yield: names are tag names without prefix, text is text, octets are what an OPAQUE held.
 * Neighbouring text is one string; nothing is trimmed.
 */
export interface Element {
  readonly name: string;
  /** The XML namespace: in WBXML the one that its code page stands for. Empty for none, absent where nobody asked. */
  readonly namespace?: string;
  /** In document order; empty for SyncML. */
  readonly attributes: readonly Attribute[];
  readonly children: readonly (Element | string | Uint8Array)[];
  /** Where its start tag stands, in bytes from the start of the document. */
  readonly offset: number;
}

export interface Attribute {
  readonly name: string;
  readonly value: string;
}
