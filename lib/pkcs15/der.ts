import { type BaseBlock, BaseStringBlock, BitString, fromBER, ObjectIdentifier } from 'asn1js';
import { errorText } from '../error.js';
import { Pkcs15Error } from './error.js';
import { MAX_DEPTH, MAX_FILE_LENGTH, MAX_NODES } from './limits.js';
import { hexByte, readTlv, type Tlv } from './tlv.js';

/** A TLV with its place in the file and the TLVs within it. */
export interface Element {
  readonly tag: number;
  readonly offset: number;
  /** Offset of the first byte of `content`. */
  readonly start: number;
  readonly content: Uint8Array;
  /** From the tag to the end of the content. */
  readonly raw: Uint8Array;
  /** Empty in a primitive one. */
  readonly children: readonly Element[];
}

/** The tags of ASN.1 that the PKCS#15 types use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  sequence: 0x30,
  context0: 0xa0,
  context1: 0xa1,
  context2: 0xa2,
  context3: 0xa3,
  implicit0: 0x80,
} as const;

const CONSTRUCTED = 0x20;

function isConstructed(tag: number): boolean {
  return ((tag > 0xff ? tag >> 8 : tag) & CONSTRUCTED) !== 0;
}

/**
 * The tree of TLVs of one object of a file. Values are decoded when they are asked for, one by one: the decoder's errors carry no offset,
 * it lets a TLV run past the end of the one around it, and one odd value would make it refuse the whole object.
 * Throws `Pkcs15Error` at the TLV whose length is wrong or that hits a bound.
 */
export function treeOf(file: Uint8Array, object: Tlv): Element {
  let nodes = 0;
  const elementOf = ({ tag, offset, start, end }: Tlv, depth: number): Element => {
    if (++nodes > MAX_NODES) throw new Pkcs15Error(offset, `at most ${MAX_NODES} TLVs`, 'another');
    if (depth > MAX_DEPTH) {
      throw new Pkcs15Error(offset, `at most ${MAX_DEPTH} levels of TLVs`, 'another');
    }
    const children: Element[] = [];
    for (let at = isConstructed(tag) ? start : end; at < end; ) {
      const child = readTlv(file, at, end);
      children.push(elementOf(child, depth + 1));
      at = child.end;
    }
    const content = file.subarray(start, end);
    return { tag, offset, start, content, raw: file.subarray(offset, end), children };
  };
  return elementOf(object, 1);
}

/** What `asn1js` makes of an element. Throws `Pkcs15Error` at its offset. */
export function decode({ raw, offset }: Element): BaseBlock {
  let problem: string;
  try {
    const { offset: end, result } = fromBER(raw, {
      maxDepth: MAX_DEPTH,
      maxNodes: MAX_NODES,
      maxContentLength: MAX_FILE_LENGTH,
      parseEmbedded: false,
    });
    if (end === raw.length) return result;
    problem = result.error;
  } catch (error) {
    problem = errorText(error);
  }
  throw new Pkcs15Error(offset, 'a value in DER', `one that is not: ${problem}`);
}

/** The child with this tag, or null. Two of them are an error: which one counts would be a guess. */
export function optional(parent: Element, tag: number): Element | null {
  const found = parent.children.filter((child) => child.tag === tag);
  const [first, second] = found;
  if (second !== undefined) {
    throw new Pkcs15Error(second.offset, `one tag ${hexByte(tag)}`, 'a second one');
  }
  return first ?? null;
}

export function required(parent: Element, tag: number, name: string): Element {
  const child = optional(parent, tag);
  if (child !== null) return child;
  throw new Pkcs15Error(parent.start, `${name} (tag ${hexByte(tag)})`, 'none');
}

/** What an EXPLICIT tag holds. */
export function onlyChild(parent: Element, name: string): Element {
  const [child, another] = parent.children;
  if (child === undefined) throw new Pkcs15Error(parent.start, name, 'nothing');
  if (another !== undefined) {
    throw new Pkcs15Error(another.offset, `nothing after ${name}`, `tag ${hexByte(another.tag)}`);
  }
  return child;
}

export function expectTag(element: Element, tag: number, name: string): Element {
  if (element.tag === tag) return element;
  throw unexpected(element, `${name} (tag ${hexByte(tag)})`);
}

export function unexpected(element: Element, expected: string): Pkcs15Error {
  return new Pkcs15Error(element.offset, expected, `tag ${hexByte(element.tag)}`);
}

/** A copy of the content, of at most `max` bytes. */
export function octetsOf(element: Element, max: number): Uint8Array {
  if (element.content.length > max) {
    throw new Pkcs15Error(
      element.offset,
      `at most ${max} octets`,
      `${element.content.length} octets`,
    );
  }
  return new Uint8Array(element.content);
}

/** The text of any ASN.1 character string of at most `max` bytes. */
export function textOf(element: Element, max: number): string {
  octetsOf(element, max);
  const block = decode(element);
  if (block instanceof BaseStringBlock) return block.getValue();
  throw unexpected(element, 'a character string');
}

/** Dotted. */
export function oidOf(element: Element): string {
  const block = decode(element);
  if (block instanceof ObjectIdentifier && element.content.length > 0) return block.getValue();
  throw new Pkcs15Error(element.offset, 'an object identifier', 'an empty or another value');
}

/**
 * An INTEGER of 0 to `max`, under a universal or an implicit tag.
 * Read from its content, for the decoder makes 0 of every INTEGER of more than three bytes.
 */
export function integerOf(element: Element, max: number): number {
  const [first, ...rest] = octetsOf(element, 4);
  if (first === undefined || first >= 0x80) {
    throw new Pkcs15Error(element.offset, `a number from 0 to ${max}`, 'none, or a negative one');
  }
  const value = rest.reduce((sum, byte) => sum * 256 + byte, first);
  if (value > max) {
    throw new Pkcs15Error(element.offset, `a number from 0 to ${max}`, 'a greater one');
  }
  return value;
}

/**
 * The numbers of the bits that are set, bit 0 being the first. Unused bits do not count;
 * trailing zero bits, which DER forbids in a list of names, are accepted.
 */
export function bitsOf(element: Element): ReadonlySet<number> {
  const block = decode(element);
  if (!(block instanceof BitString) || element.content.length === 0) {
    throw new Pkcs15Error(element.offset, 'a BIT STRING', 'an empty or another value');
  }
  const bytes = element.content.subarray(1);
  const set = new Set<number>();
  for (let bit = 0; bit < bytes.length * 8 - block.valueBlock.unusedBits; bit++) {
    if ((bytes[bit >> 3]! & (0x80 >> (bit & 7))) !== 0) set.add(bit);
  }
  return set;
}
