import type { DocumentKind } from '../../tree/model.js';

/** The media types of what may be answered (OMNA), by what they are of. The binary forms are asked for first. */
export const MEDIA_TYPES: ReadonlyMap<string, DocumentKind> = new Map([
  ['application/vnd.syncml.dm+wbxml', 'dm'],
  ['application/vnd.syncml.dm+xml', 'dm'],
  ['application/vnd.wap.connectivity-wbxml', 'cp'],
  ['text/vnd.wap.connectivity-xml', 'cp'],
]);

/** The value of `Accept`: XML where there is no WBXML. */
export const ACCEPT = [...MEDIA_TYPES.keys()]
  .map((type) => (type.endsWith('wbxml') ? type : `${type};q=0.5`))
  .join(', ');

/** What a `Content-Type` says that a body is; null where it is none of these types. */
export const kindOfType = (header: string | undefined): DocumentKind | null =>
  MEDIA_TYPES.get((header ?? '').split(';')[0]!.trim().toLowerCase()) ?? null;
