import { hash } from 'node:crypto';
import type { DocumentSummary, LayerDocument } from '../model.js';
import { keptText } from './nodes.js';
import type { StoredDocument } from './rows.js';

export const digestOf = (bytes: Uint8Array): string => hash('sha256', bytes).toUpperCase();

/** A document as it is kept, with octets that nobody else has. */
export const keptDocument = ({
  kind,
  oid,
  label,
  bytes,
  report,
}: LayerDocument): StoredDocument => ({
  kind,
  oid: keptText(oid),
  label: keptText(label),
  bytes: Uint8Array.from(bytes),
  sha256: digestOf(bytes),
  report: report ?? null,
});

export const summaryOf = ({
  kind,
  oid,
  label,
  sha256,
  bytes,
}: StoredDocument): DocumentSummary => ({ kind, oid, label, sha256, length: bytes.length });

/** Whether a layer came from these very documents, in this order. Labels and reports stand beside them, not in them. */
export function areSame(
  present: readonly StoredDocument[],
  documents: readonly LayerDocument[],
): boolean {
  return (
    present.length === documents.length &&
    documents.every(({ kind, oid, bytes }, at) => {
      const other = present[at];
      return other?.kind === kind && other.oid === oid && other.sha256 === digestOf(bytes);
    })
  );
}

/** The same documents with the labels that they have now; null where none has another one. */
export function relabelled(
  present: readonly StoredDocument[],
  documents: readonly LayerDocument[],
): StoredDocument[] | null {
  const labels = documents.map(({ label }) => keptText(label));
  return present.every(({ label }, at) => label === labels[at])
    ? null
    : present.map((document, at) => ({ ...document, label: labels[at] ?? null }));
}
