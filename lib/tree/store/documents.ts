import { createHash } from 'node:crypto';
import { toHex } from '../../bytes.js';
import { StoreError } from '../error.js';
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  type DocumentSummary,
  type LayerDocument,
} from '../model.js';
import type { Row, Sql } from './sql.js';

const SUMMARY = 'kind, oid, label, sha256, length(bytes) AS length';

export const digestOf = (bytes: Uint8Array): string =>
  toHex(createHash('sha256').update(bytes).digest());

export const readSummaries = (sql: Sql, layer: number): DocumentSummary[] =>
  select(sql, SUMMARY, layer).map(summaryOf);

export const readReports = (sql: Sql, layer: number): (DocumentSummary & { report: unknown })[] =>
  select(sql, `${SUMMARY}, report`, layer).map((row) => ({
    ...summaryOf(row),
    report: row.json('report'),
  }));

export const readDocuments = (sql: Sql, layer: number): LayerDocument[] =>
  select(sql, 'kind, oid, label, bytes, report', layer).map((row) => ({
    ...namesOf(row),
    bytes: row.bytes('bytes'),
    report: row.json('report'),
  }));

/** Whether a layer came from these very documents, in this order. Labels and reports stand beside them, not in them. */
export function areSame(
  present: readonly Pick<DocumentSummary, 'kind' | 'oid' | 'sha256'>[],
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

/** Gives a layer these documents in place of those that it has. */
export function putDocuments(sql: Sql, layer: number, documents: readonly LayerDocument[]): void {
  sql.run('DELETE FROM documents WHERE layer = ?', layer);
  documents.forEach(({ kind, oid, label, bytes, report }, ordinal) => {
    sql.run(
      'INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      layer,
      ordinal,
      kind,
      oid,
      label,
      bytes,
      digestOf(bytes),
      JSON.stringify(report ?? null),
    );
  });
}

/** Gives the same documents the labels that they have now. */
export function putLabels(sql: Sql, layer: number, documents: readonly LayerDocument[]): void {
  documents.forEach(({ label }, ordinal) => {
    sql.run(
      'UPDATE documents SET label = ? WHERE layer = ? AND ordinal = ?',
      label,
      layer,
      ordinal,
    );
  });
}

const select = (sql: Sql, columns: string, layer: number): Row[] =>
  sql.all(`SELECT ${columns} FROM documents WHERE layer = ? ORDER BY ordinal`, layer);

function namesOf(row: Row): Pick<LayerDocument, 'kind' | 'oid' | 'label'> {
  const kind = row.text('kind');
  if (!isKind(kind)) {
    throw new StoreError('damaged', 'the store holds a document of an unknown kind');
  }
  return { kind, oid: row.maybeText('oid'), label: row.maybeText('label') };
}

const summaryOf = (row: Row): DocumentSummary => ({
  ...namesOf(row),
  sha256: row.text('sha256'),
  length: row.int('length'),
});

const isKind = (text: string): text is DocumentKind => DOCUMENT_KINDS.some((kind) => kind === text);
