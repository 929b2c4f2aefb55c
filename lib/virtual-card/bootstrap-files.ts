import { ObjectIdentifier } from 'asn1js';
import { concat, fromHex } from '../bytes.js';
import { tlv } from './tlv.js';

/** How the entry of EF DODF-bootstrap is written: `aliased` is an `oid` entry whose OID is wrapped twice, `opaque-aliased` an opaque one. */
export type EntryShape = 'opaque' | 'oid' | 'aliased' | 'opaque-aliased';

export interface EntryFlags {
  readonly private?: boolean;
  readonly modifiable?: boolean;
}

/** The Path of PKCS#15: file identifiers, and the part of the file that is meant. */
export interface PathValue {
  readonly path: string;
  readonly index?: number;
  readonly length?: number;
}

/** A URL in place of a Path. */
export interface UrlValue {
  readonly url: string;
}

const BOOTSTRAP_OID = fromHex('0604672B0701');
const ALIASED_OID = tlv(0x06, BOOTSTRAP_OID);
/** 2.23.43.9.1: a sibling of the bootstrap OID that means something else. */
const DECOY_OID = fromHex('0604672B0901');
export const PKCS15_AID = 'A000000063504B43532D3135';

const utf8 = (text: string): Uint8Array => tlv(0x0c, new TextEncoder().encode(text));
const sequence = (...parts: Uint8Array[]): Uint8Array => tlv(0x30, ...parts);

/** DER INTEGER of a number that is not negative. */
function integer(value: number, tag = 0x02): Uint8Array {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return tlv(tag, fromHex(/^[89a-f]/.test(even) ? `00${even}` : even));
}

function objectValue(value: PathValue | UrlValue): Uint8Array {
  if ('url' in value) return tlv(0x16, new TextEncoder().encode(value.url));
  const { path: fids, index, length } = value;
  const octets = tlv(0x04, fromHex(fids));
  if (index === undefined || length === undefined) return sequence(octets);
  return sequence(octets, integer(index), integer(length, 0x80));
}

/** EF ODF: A8 for the AODF, A7 for each DODF in their order. */
export function odf(aodf: string, dodfs: readonly string[], wrapped: boolean): Uint8Array {
  const whole = concat(
    tlv(0xa8, objectValue({ path: aodf })),
    ...dodfs.map((dodf) => tlv(0xa7, objectValue({ path: dodf }))),
  );
  return wrapped ? sequence(whole) : whole;
}

/** The entry that points at the bootstrap message, in a file or elsewhere. */
export function bootstrapEntry(
  shape: EntryShape,
  label: string,
  flags: EntryFlags,
  target: PathValue | UrlValue,
): Uint8Array {
  const oid = shape === 'opaque' || shape === 'oid' ? BOOTSTRAP_OID : ALIASED_OID;
  const opaque = shape === 'opaque' || shape === 'opaque-aliased';
  return dataObject(opaque, oid, label, flags, target);
}

/** An entry of another application. */
export function decoyEntry(shape: EntryShape, number: number): Uint8Array {
  const target = { path: (0x6500 + number).toString(16) };
  return dataObject(shape.startsWith('opaque'), DECOY_OID, `Other ${number}`, {}, target);
}

/** An entry that points at a CP document, by its dotted object identifier. */
export function provisioningEntry(
  shape: EntryShape,
  oid: string,
  label: string,
  flags: EntryFlags,
  target: PathValue,
): Uint8Array {
  const identifier = new Uint8Array(new ObjectIdentifier({ value: oid }).toBER());
  return dataObject(shape.startsWith('opaque'), identifier, label, flags, target);
}

function dataObject(
  opaque: boolean,
  identifier: Uint8Array,
  label: string,
  flags: EntryFlags,
  target: PathValue | UrlValue,
): Uint8Array {
  const common = sequence(
    ...(label === '' ? [] : [utf8(label)]),
    ...flagBits(flags),
    // authId 01: the PIN of the AODF.
    ...(flags.private ? [tlv(0x04, Uint8Array.of(0x01))] : []),
  );
  if (opaque) return sequence(common, sequence(identifier), tlv(0xa1, objectValue(target)));
  const value = tlv(0xa1, sequence(identifier, objectValue(target)));
  return tlv(0xa1, common, sequence(utf8('OMA-DM')), value);
}

function flagBits(flags: EntryFlags): Uint8Array[] {
  const bits = (flags.private ? 0x80 : 0) | (flags.modifiable ? 0x40 : 0);
  return bits === 0 ? [] : [tlv(0x03, Uint8Array.of(flags.modifiable ? 6 : 7, bits))];
}

/** EF AODF: one ASCII PIN of 4 to 8 digits, padded with FF. */
export function aodf(keyReference: number): Uint8Array {
  return sequence(
    sequence(utf8('PIN'), tlv(0x03, fromHex('0780'))),
    sequence(tlv(0x04, Uint8Array.of(0x01))),
    tlv(
      0xa1,
      sequence(
        ...[tlv(0x03, fromHex('020C')), integer(1, 0x0a), integer(4), integer(8), integer(8)],
        ...[tlv(0x80, Uint8Array.of(keyReference)), tlv(0x04, Uint8Array.of(0xff))],
      ),
    ),
  );
}

/** EF TokenInfo: version 1, a serial number, a label, no flags. */
export function tokenInfo(serial: string, label: string): Uint8Array {
  return sequence(
    ...[integer(0), tlv(0x04, fromHex(serial)), utf8('dmbootd')],
    ...[tlv(0x80, new TextEncoder().encode(label)), tlv(0x03, fromHex('00'))],
  );
}

/** A record of EF DIR: AID, label, path (TS 102 221, 13.1). */
export function template(aid: string, label: string, fids: string | null): Uint8Array {
  return tlv(
    0x61,
    tlv(0x4f, fromHex(aid)),
    ...(label === '' ? [] : [tlv(0x50, new TextEncoder().encode(label))]),
    ...(fids === null ? [] : [tlv(0x51, fromHex(fids))]),
  );
}

/** Digits as swapped nibbles, an odd one at the end with F (ITU-T E.118, TS 102 221, 13.2). */
export function swappedBcd(digits: string): string {
  const even = digits.length % 2 === 0 ? digits : `${digits}F`;
  return even.replace(/(.)(.)/g, '$2$1');
}

/** EF IMSI: length, then 9 or 1 for odd or even in front of the digits (TS 51.011, 10.3.2). */
export function imsi(digits: string): string {
  const body = swappedBcd(`${digits.length % 2 === 0 ? 1 : 9}${digits}`);
  return (body.length / 2).toString(16).padStart(2, '0') + body.padEnd(16, 'F');
}
