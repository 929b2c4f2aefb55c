import { TAG, treeOf } from './der.js';
import { Pkcs15Error } from './error.js';
import { type Pkcs15Path, pathOf } from './path.js';
import { hexByte, objectsIn, readTlv, type Tlv } from './tlv.js';

export type ObjectKind =
  | 'privateKeys'
  | 'publicKeys'
  | 'trustedPublicKeys'
  | 'secretKeys'
  | 'certificates'
  | 'trustedCertificates'
  | 'usefulCertificates'
  | 'dataObjects'
  | 'authObjects';

export type OdfLocation =
  | { readonly kind: 'path'; readonly path: Pkcs15Path }
  /** `bytes` are what a directory file would hold; the first of them is at `offset` of the ODF. */
  | { readonly kind: 'inline'; readonly bytes: Uint8Array; readonly offset: number }
  | { readonly kind: 'protected' };

export interface OdfEntry {
  readonly kind: ObjectKind;
  readonly location: OdfLocation;
  /** Of the entry's tag in the ODF. */
  readonly offset: number;
}

/** PKCS15Objects (PKCS#15 v1.1, 6.2). */
const KINDS: ReadonlyMap<number, ObjectKind> = new Map([
  [0xa0, 'privateKeys'],
  [0xa1, 'publicKeys'],
  [0xa2, 'trustedPublicKeys'],
  [0xa3, 'secretKeys'],
  [0xa4, 'certificates'],
  [0xa5, 'trustedCertificates'],
  [0xa6, 'usefulCertificates'],
  [0xa7, 'dataObjects'],
  [0xa8, 'authObjects'],
]);

/** PathOrObjects (6.1.6): `30` Path, `A0` the objects themselves, `A1` and `A2` protected. */
function locationIn(bytes: Uint8Array, entry: Tlv): OdfLocation {
  const tlv = readTlv(bytes, entry.start, entry.end);
  if (tlv.end < entry.end) {
    throw new Pkcs15Error(tlv.end, 'the end of the entry', `${entry.end - tlv.end} more bytes`);
  }
  switch (tlv.tag) {
    case TAG.sequence:
      return { kind: 'path', path: pathOf(treeOf(bytes, tlv)) };
    case TAG.context0:
      return {
        kind: 'inline',
        bytes: new Uint8Array(bytes.subarray(tlv.start, tlv.end)),
        offset: tlv.start,
      };
    case TAG.context1:
    case TAG.context2:
      return { kind: 'protected' };
    default:
      throw new Pkcs15Error(tlv.offset, 'a path or objects', `tag ${hexByte(tlv.tag)}`);
  }
}

/**
 * EF ODF: `A0` to `A8`, in the order of the file, which is that of priority (DM Bootstrap, D.1). Unknown tags are passed over.
 * Some cards put a SEQUENCE around the whole. Throws `Pkcs15Error`.
 */
export function parseOdf(bytes: Uint8Array): OdfEntry[] {
  const entries: OdfEntry[] = [];
  for (const outer of objectsIn(bytes)) {
    const wrapped = outer.tag === TAG.sequence;
    for (const tlv of wrapped ? objectsIn(bytes, outer.start, outer.end) : [outer]) {
      const kind = KINDS.get(tlv.tag);
      if (kind !== undefined) {
        entries.push({ kind, location: locationIn(bytes, tlv), offset: tlv.offset });
      }
    }
  }
  return entries;
}
