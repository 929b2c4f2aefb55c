import { createHash } from 'node:crypto';
import { BaseStringBlock } from 'asn1js';
import type { RelativeDistinguishedNames } from 'pkijs';
import { toHex } from '../bytes.js';
import { errorText } from '../error.js';
import { decode, treeOf } from './der.js';
import { Pkcs15Error } from './error.js';
import { isPadding, readTlv } from './tlv.js';

/** What people want to know of an X.509 certificate. Nothing in it is verified. */
export interface Certificate {
  /** As RFC 4514 writes names, the last attribute first. */
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal, as encoded. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Of the certificate's DER bytes, hexadecimal. */
  readonly sha256: string;
  readonly der: Uint8Array;
}

/** RFC 4514, clause 3. */
const ATTRIBUTE_NAMES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
]);

/** RFC 4514, 2.4. */
function escaped(text: string): string {
  return text.replace(/[\\"+,;<>]|^[ #]| $/g, '\\$&').replaceAll('\0', '\\00');
}

function nameText(name: RelativeDistinguishedNames): string {
  return name.typesAndValues
    .map(({ type, value }) => {
      const attribute = ATTRIBUTE_NAMES.get(type);
      const text: unknown = value instanceof BaseStringBlock ? value.getValue() : null;
      return attribute !== undefined && typeof text === 'string'
        ? `${attribute}=${escaped(text)}`
        : `${attribute ?? type}=#${toHex(new Uint8Array(value.toBER()))}`;
    })
    .reverse()
    .join(',');
}

/**
 * Decodes the X.509 certificate that `bytes` begin with; only unused bytes may follow it.
 * Throws `Pkcs15Error`. The library is loaded at the first call, for the walk to a message never needs it.
 */
export async function decodeCertificate(bytes: Uint8Array): Promise<Certificate> {
  const tlv = readTlv(bytes, 0, bytes.length);
  if (tlv.end < bytes.length && !isPadding(bytes, tlv.end, bytes.length)) {
    throw new Pkcs15Error(tlv.end, 'the end of the certificate', 'more bytes');
  }
  const block = decode(treeOf(bytes, tlv));
  const pkijs = await import('pkijs');
  try {
    const certificate = new pkijs.Certificate({ schema: block });
    const notBefore = certificate.notBefore.value;
    const notAfter = certificate.notAfter.value;
    if (Number.isNaN(notBefore.getTime()) || Number.isNaN(notAfter.getTime())) {
      throw new RangeError('a time that is none');
    }
    const der = bytes.slice(0, tlv.end);
    return {
      subject: nameText(certificate.subject),
      issuer: nameText(certificate.issuer),
      serial: toHex(certificate.serialNumber.valueBlock.valueHexView),
      notBefore,
      notAfter,
      sha256: createHash('sha256').update(der).digest('hex'),
      der,
    };
  } catch (cause) {
    throw new Pkcs15Error(0, 'an X.509 certificate', errorText(cause), { cause });
  }
}
