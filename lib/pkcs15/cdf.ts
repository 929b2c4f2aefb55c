import {
  type CommonAttributes,
  commonAttributes,
  leadingAttributes,
  typeAttributes,
  type ValueLocation,
  valueLocation,
} from './attributes.js';
import { type Certificate, decodeCertificate } from './certificate.js';
import { type Element, expectTag, octetsOf, optional, TAG, treeOf } from './der.js';
import { Pkcs15Error } from './error.js';
import { MAX_IDENTIFIER_LENGTH } from './limits.js';
import { objectsIn } from './tlv.js';

/** An X.509 entry of a CDF (PKCS#15 v1.1, 6.6). */
export interface CertificateObject extends CommonAttributes {
  readonly id: Uint8Array | null;
  /** The certificate is of an authority. */
  readonly authority: boolean;
  readonly location: ValueLocation;
  /** Decoded where the CDF holds the certificate itself. */
  readonly certificate: Certificate | null;
  /** Of the object's tag in the file. */
  readonly offset: number;
}

/** `30` { common, `30` { `04` id, `01` authority?, … }, `A1` { `30` { value, … } } }. */
async function certificateObject(object: Element): Promise<CertificateObject> {
  const [common, own] = leadingAttributes(object);
  const id = optional(own, TAG.octetString);
  const authority = optional(own, TAG.boolean);
  const [value] = expectTag(typeAttributes(object), TAG.sequence, 'X.509 attributes').children;
  if (value === undefined) throw new Pkcs15Error(object.offset, 'a certificate', 'none');
  const location = valueLocation(value);
  return {
    ...commonAttributes(common),
    id: id && octetsOf(id, MAX_IDENTIFIER_LENGTH),
    authority: authority?.content.some((byte) => byte !== 0) ?? false,
    location,
    certificate: location.kind === 'direct' ? await certificateAt(location) : null,
    offset: object.offset,
  };
}

/** An error within an embedded certificate is told with its place in the file. */
async function certificateAt({
  bytes,
  offset,
}: {
  bytes: Uint8Array;
  offset: number;
}): Promise<Certificate> {
  try {
    return await decodeCertificate(bytes);
  } catch (cause) {
    if (!(cause instanceof Pkcs15Error)) throw cause;
    throw new Pkcs15Error(offset + cause.offset, cause.expected, cause.found, { cause });
  }
}

/** EF CDF: its X.509 certificates (`30`), in the order of the file; other kinds are passed over. Rejects with `Pkcs15Error`. */
export async function parseCdf(bytes: Uint8Array): Promise<CertificateObject[]> {
  const objects: CertificateObject[] = [];
  for (const tlv of objectsIn(bytes)) {
    if (tlv.tag === TAG.sequence) objects.push(await certificateObject(treeOf(bytes, tlv)));
  }
  return objects;
}
