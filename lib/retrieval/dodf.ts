import { type Card, type Extent, type FilePath, readFile } from '../card/index.js';
import { type DataObject, type OdfEntry, type Pkcs15Path, parseDodf } from '../pkcs15/index.js';
import { filePath, type Pkcs15Application } from './application.js';
import { readGuarded } from './guarded-file.js';
import { hasAllObjects } from './objects.js';
import type { Odf } from './odf.js';
import type { PinGuard } from './pin-guard.js';
import { parsed, uselessFile } from './walk-end.js';

/** A DODF that is a file. */
export interface DodfFile {
  readonly path: FilePath;
  readonly extent: Extent;
}

/** An entry of a DODF, and where it stands. */
export interface Entry {
  readonly object: DataObject;
  readonly stands: { readonly name: string; readonly base: number };
}

export type DodfContent =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  /** It demands a PIN. */
  | { readonly kind: 'refused'; readonly file: DodfFile }
  | { readonly kind: 'useless'; readonly problem: string };

/** Index and length of a path in a transparent file (PKCS#15 v1.1, 6.1.7). */
export function extentOf({ index, length }: Pkcs15Path): Extent {
  return { offset: index ?? 0, length };
}

function entriesIn(name: string, base: number, bytes: Uint8Array): Entry[] {
  const stands = { name, base };
  return parsed(name, base, () => parseDodf(bytes)).map((object) => ({ object, stands }));
}

/** The entries of one DODF, if it can be read without a PIN. */
export async function readDodf(
  card: Card,
  application: Pkcs15Application,
  odf: Odf,
  { location }: OdfEntry,
): Promise<DodfContent> {
  if (location.kind === 'protected') {
    return { kind: 'useless', problem: `a DODF in ${odf.name} is protected` };
  }
  if (location.kind === 'inline') {
    return { kind: 'entries', entries: entriesIn(odf.name, location.offset, location.bytes) };
  }
  const path = filePath('EF DODF', location.path, application, { name: odf.name, base: 0 });
  const file = { path, extent: extentOf(location.path) };
  const content = await readFile(card.application, path, file.extent, hasAllObjects);
  if (content.kind === 'refused') return { kind: 'refused', file };
  return contentOf(file, content);
}

/** The entries of a DODF that demanded a PIN. */
export async function readRefusedDodf(
  card: Card,
  pins: PinGuard,
  file: DodfFile,
): Promise<Exclude<DodfContent, { kind: 'refused' }>> {
  const { path, extent } = file;
  return contentOf(file, await readGuarded(card, pins, path, extent, hasAllObjects, 'refusal'));
}

function contentOf(
  { path, extent }: DodfFile,
  content: { kind: 'bytes'; bytes: Uint8Array } | { kind: 'absent' | 'invalidated' | 'unsuitable' },
): Exclude<DodfContent, { kind: 'refused' }> {
  if (content.kind !== 'bytes') {
    return { kind: 'useless', problem: uselessFile(path.name, content.kind) };
  }
  return { kind: 'entries', entries: entriesIn(path.name, extent.offset, content.bytes) };
}
