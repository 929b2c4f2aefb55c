import { fromBase64 } from '../bytes.js';
import {
  type CodeSpace,
  DM_DDF_1_2,
  decodeXmlText,
  endOf,
  isXml,
  PROV,
  SYNCML_1_2,
  WbxmlError,
  XmlError,
} from '../wbxml/index.js';
import { cutTable } from './cut-table.js';
import { encodeText } from './encode-text.js';
import type { Field, Located } from './field.js';
import type { Fillers } from './fillers.js';
import { locateWbxml } from './locate-wbxml.js';
import { locateXml } from './locate-xml.js';
import { type Value, valuesOf } from './values.js';

/** What became of bytes that may be a document. */
export type Redacted =
  /** They are none that may hold an account. */
  | { readonly kind: 'none' }
  /** As many bytes, in which fillers stand for the secrets of the document. It has `length` bytes; if it is not whole, it does not end in these. */
  | {
      readonly kind: 'redacted';
      readonly bytes: Uint8Array;
      readonly length: number;
      readonly isWhole: boolean;
    }
  /** They are one, but it cannot be decoded, so that its secrets cannot be told. */
  | { readonly kind: 'unreadable'; readonly offset: number };

const NONE = { kind: 'none' } as const;

/** What a document of a card may be that does not say so itself. */
const ON_CARDS = [SYNCML_1_2, PROV] as const;
const EMBEDDED = [DM_DDF_1_2] as const;
const MAX_EMBEDDED = 8;
const LAST_WBXML_VERSION = 0x03;
const BLANK = 0x2a;

/**
 * The DM message or the Client Provisioning document that `bytes` begin with, with fillers in place of passwords, keys and nonces: in values of its items, of the nodes in TNDS inside it, be that WBXML, XML or base64 of either,
 * in credentials of its header, and in parms. A leaf without a name is taken for a secret one. A document that ends too early is redacted as far as it goes.
 */
export function redactDocument(bytes: Uint8Array, fillers: Fillers): Redacted {
  return new Redaction(fillers).document(bytes, ON_CARDS);
}

class Redaction {
  readonly #fillers: Fillers;
  #depth = 0;

  constructor(fillers: Fillers) {
    this.#fillers = fillers;
  }

  document(source: Uint8Array, spaces: readonly CodeSpace[]): Redacted {
    if (isXml(source)) return this.#xml(source);
    if (source.length === 0 || source[0]! > LAST_WBXML_VERSION) return NONE;
    const bytes = Uint8Array.from(source);
    try {
      const plan = locateWbxml(bytes, spaces);
      if (plan === null) return this.#cutInTable(bytes);
      this.#walk(plan.root);
      plan.finish();
      return { kind: 'redacted', bytes, length: plan.length, isWhole: plan.isWhole };
    } catch (error) {
      if (!(error instanceof WbxmlError)) throw error;
      return this.#padded(source, spaces) ?? { kind: 'unreadable', offset: error.offset };
    }
  }

  /** Any text in a string table may be a secret. What ends strings stays. */
  #cutInTable(bytes: Uint8Array): Redacted {
    const start = cutTable(bytes);
    if (start === null) return NONE;
    for (let at = start; at < bytes.length; at += 1) {
      if (bytes[at] !== 0) bytes[at] = BLANK;
    }
    return { kind: 'redacted', bytes, length: bytes.length, isWhole: false };
  }

  /** A document that ends too early, and behind it what pads its file. */
  #padded(source: Uint8Array, spaces: readonly CodeSpace[]): Redacted | null {
    const padding = source.at(-1);
    if (padding !== 0xff && padding !== 0x00) return null;
    let end = source.length;
    while (end > 0 && source[end - 1] === padding) end -= 1;
    const redacted = this.document(source.subarray(0, end), spaces);
    if (redacted.kind !== 'redacted') return null;
    const bytes = Uint8Array.from(source);
    bytes.set(redacted.bytes);
    return { kind: 'redacted', bytes, length: source.length, isWhole: false };
  }

  #xml(source: Uint8Array): Redacted {
    const end = endOf(source, true);
    const length = end.kind === 'end' ? end.length : source.length;
    let text: string;
    try {
      text = decodeXmlText(source.subarray(0, length));
    } catch (error) {
      if (error instanceof XmlError) return { kind: 'unreadable', offset: error.offset };
      throw error;
    }
    const bytes = Uint8Array.from(source);
    const charset = (['UTF-8', 'UTF-16BE', 'UTF-16LE', 'ISO-8859-1'] as const).find((one) =>
      Buffer.from(encodeText(text, one, bytes)).equals(source.subarray(0, length)),
    );
    if (charset === undefined) return { kind: 'unreadable', offset: 0 };
    const units = text.split('');
    const root = locateXml(units);
    if (root === null) return NONE;
    this.#walk(root);
    bytes.set(encodeText(units.join(''), charset, bytes));
    const isWhole = length < source.length || text.trimEnd().endsWith(`${root.name}>`);
    return { kind: 'redacted', bytes, length, isWhole };
  }

  #walk(root: Located): void {
    for (const { field, use } of valuesOf(root)) {
      if (use === 'secret') this.#fill(field);
      else if (use === 'address' || !this.#embedded(field)) this.#open(field, use);
    }
  }

  /** What is no document is a secret if it has no name; in an address who asks, and by which password, is one. */
  #open(field: Field, use: Value['use']): void {
    if (use === 'nameless') {
      this.#fill(field);
      return;
    }
    const { text } = field;
    if (this.#fillers.fillUserinfo(text) === text) return;
    const { data } = field;
    field.put(
      typeof data === 'string'
        ? this.#fillers.fillUserinfo(data)
        : Buffer.from(this.#fillers.fillUserinfo(Buffer.from(data).toString('utf8'))),
    );
  }

  #fill(field: Field): void {
    field.put(this.#fillers.fill(field.data));
  }

  /** Redacts a field that holds a document. False where it holds none. */
  #embedded(field: Field): boolean {
    const { data } = field;
    if (this.#depth === MAX_EMBEDDED) return false;
    this.#depth += 1;
    const redacted =
      typeof data === 'string' ? this.#embeddedText(data) : this.#embeddedBytes(data);
    this.#depth -= 1;
    if (redacted === null) return false;
    field.put(redacted);
    return true;
  }

  #embeddedBytes(data: Uint8Array): Uint8Array | null {
    const redacted = this.document(data, EMBEDDED);
    if (redacted.kind === 'redacted') return redacted.bytes;
    if (redacted.kind === 'unreadable') return this.#blank(data);
    const text = Buffer.from(data).toString('latin1');
    const base64 = this.#base64(text);
    return base64 === null ? null : Buffer.from(base64, 'latin1');
  }

  #embeddedText(text: string): string | null {
    if (!text.trimStart().startsWith('<')) return this.#base64(text);
    const units = text.split('');
    const root = locateXml(units);
    if (root === null) return null;
    this.#walk(root);
    return units.join('');
  }

  /** A document in base64; it may be cut off. Its digits stay where they are. */
  #base64(text: string): string | null {
    const digits = text.replace(/\s+/g, '');
    const bytes = fromBase64(digits.slice(0, digits.length & ~3));
    if (bytes === null || bytes.length === 0) return null;
    const redacted = this.document(bytes, EMBEDDED);
    if (redacted.kind === 'none') return null;
    const changed = redacted.kind === 'redacted' ? redacted.bytes : this.#blank(bytes);
    const written = Buffer.from(changed).toString('base64') + 'A'.repeat(digits.length & 3);
    let at = 0;
    return text.replace(/\S/g, () => written[at++]!);
  }

  /** What is embedded, claims to be a document and cannot be decoded is no secret only where none of it is left; its first byte keeps it a document. */
  #blank(bytes: Uint8Array): Uint8Array {
    return Uint8Array.from(bytes, (byte, at) => (at < 1 ? byte : BLANK));
  }
}
