import { optional, TAG, treeOf } from './der.js';
import { Pkcs15Error } from './error.js';
import { MAX_AID_LENGTH, MAX_PATH_LENGTH, MAX_TEXT_LENGTH } from './limits.js';
import { type Pkcs15Path, pathOf } from './path.js';
import { hexByte, isPadding, objectsIn, readTlv, type Tlv } from './tlv.js';

/** An application template of EF DIR (ISO/IEC 7816-4, 8.2.1.1; PKCS#15 v1.1, 5.4.1). */
export interface ApplicationTemplate {
  /** Tag 4F. */
  readonly aid: Uint8Array | null;
  /** Tag 50, as UTF-8; text of the card, may hold anything. */
  readonly label: string | null;
  /** Tag 51: where the DF is, for indirect selection. */
  readonly path: Uint8Array | null;
  /** Where the ODF is, if tag 73 of a PKCS#15 template says so; otherwise it is 5031. */
  readonly odfPath: Pkcs15Path | null;
  /** The template as it stands in EF DIR, from its tag to its last byte. */
  readonly raw: Uint8Array;
}

const TEMPLATE = 0x61;
const AID = 0x4f;
const LABEL = 0x50;
const PATH = 0x51;
const DISCRETIONARY_TEMPLATE = 0x73;

/** A000000063, then PKCS-15 in ASCII. */
const PKCS15_AID = Uint8Array.of(
  ...[0xa0, 0x00, 0x00, 0x00, 0x63],
  ...[0x50, 0x4b, 0x43, 0x53, 0x2d, 0x31, 0x35],
);

function isPkcs15Aid(aid: Uint8Array | null): boolean {
  return aid !== null && PKCS15_AID.every((byte, at) => aid[at] === byte);
}

/** The template is of a PKCS#15 application: its AID begins with that of PKCS#15 and may go on. */
export function isPkcs15Template(template: ApplicationTemplate): boolean {
  return isPkcs15Aid(template.aid);
}

function bounded(bytes: Uint8Array, tlv: Tlv, min: number, max: number): Uint8Array {
  const length = tlv.end - tlv.start;
  if (length < min || length > max) {
    throw new Pkcs15Error(
      tlv.offset,
      `tag ${hexByte(tlv.tag)} with ${min} to ${max} bytes`,
      `${length} bytes`,
    );
  }
  return new Uint8Array(bytes.subarray(tlv.start, tlv.end));
}

function parseTemplate(bytes: Uint8Array, template: Tlv): ApplicationTemplate {
  const parts = Array.from(objectsIn(bytes, template.start, template.end));
  const part = (tag: number) => {
    const [first, second] = parts.filter((tlv) => tlv.tag === tag);
    if (second === undefined) return first;
    throw new Pkcs15Error(second.offset, `one tag ${hexByte(tag)}`, 'a second one');
  };
  const value = (tag: number, min: number, max: number) => {
    const tlv = part(tag);
    return tlv === undefined ? null : bounded(bytes, tlv, min, max);
  };
  const aid = value(AID, 1, MAX_AID_LENGTH);
  const label = value(LABEL, 0, MAX_TEXT_LENGTH);
  // The 73 of other applications is theirs and need not hold DER.
  const discretionary = isPkcs15Aid(aid) ? part(DISCRETIONARY_TEMPLATE) : undefined;
  const odfPath = discretionary && optional(treeOf(bytes, discretionary), TAG.sequence);
  return {
    aid,
    label: label && new TextDecoder().decode(label),
    path: value(PATH, 0, MAX_PATH_LENGTH),
    odfPath: odfPath ? pathOf(odfPath) : null,
    raw: new Uint8Array(bytes.subarray(template.offset, template.end)),
  };
}

/**
 * One record of a linear fixed EF DIR: `61` LL { `4F` AID, `50` label, `51` path, `73` { OID, ODF path? }, … }, then unused bytes.
 * Null for an unused record, which starts with FF or 00, and for one that holds another data object than a template.
 * Throws `Pkcs15Error`.
 */
export function parseEfDirRecord(bytes: Uint8Array): ApplicationTemplate | null {
  if (bytes.length === 0 || isPadding(bytes, 0, bytes.length)) return null;
  const tlv = readTlv(bytes, 0, bytes.length);
  return tlv.tag === TEMPLATE ? parseTemplate(bytes, tlv) : null;
}

/** A transparent EF DIR: templates one after the other, then unused bytes. Throws `Pkcs15Error`. */
export function parseEfDir(bytes: Uint8Array): ApplicationTemplate[] {
  return Array.from(objectsIn(bytes))
    .filter(({ tag }) => tag === TEMPLATE)
    .map((tlv) => parseTemplate(bytes, tlv));
}
