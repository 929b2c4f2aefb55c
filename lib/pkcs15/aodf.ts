import {
  type CommonAttributes,
  commonAttributes,
  leadingAttributes,
  typeAttributes,
} from './attributes.js';
import {
  bitsOf,
  type Element,
  expectTag,
  integerOf,
  octetsOf,
  optional,
  required,
  TAG,
  treeOf,
} from './der.js';
import { Pkcs15Error } from './error.js';
import { MAX_IDENTIFIER_LENGTH } from './limits.js';
import { type Pkcs15Path, pathOf } from './path.js';
import { objectsIn } from './tlv.js';

/** PinAttributes (PKCS#15 v1.1, 6.8.2). */
export interface PinAttributes {
  readonly flags: readonly PinFlag[];
  /** Null for a type of a later edition. */
  readonly type: PinType | null;
  /** Lengths in characters, but `storedLength` in bytes. */
  readonly minLength: number;
  readonly storedLength: number;
  readonly maxLength: number | null;
  /** The key reference of VERIFY, one byte. */
  readonly reference: number;
  /** One byte. */
  readonly padChar: number | null;
  readonly path: Pkcs15Path | null;
}

/** An entry of an AODF (6.8). */
export interface AuthObject extends CommonAttributes {
  readonly kind: 'pin' | 'biometric' | 'key' | 'external';
  /** What the `authId` of other objects refers to. */
  readonly id: Uint8Array | null;
  /** Of a PIN only. */
  readonly pin: PinAttributes | null;
  /** Of the object's tag in the file. */
  readonly offset: number;
}

const SHAPES: ReadonlyMap<number, AuthObject['kind']> = new Map([
  [TAG.sequence, 'pin'],
  [TAG.context0, 'biometric'],
  [TAG.context1, 'key'],
  [TAG.context2, 'external'],
]);

/** By the number of the bit. */
const PIN_FLAGS = [
  'caseSensitive',
  'local',
  'changeDisabled',
  'unblockDisabled',
  'initialized',
  'needsPadding',
  'unblockingPin',
  'soPin',
  'disableAllowed',
] as const;
export type PinFlag = (typeof PIN_FLAGS)[number];

/** By the value of the ENUMERATED. */
const PIN_TYPES = ['bcd', 'asciiNumeric', 'utf8', 'halfNibbleBcd', 'iso9564-1'] as const;
export type PinType = (typeof PIN_TYPES)[number];

const MAX_PIN_LENGTH = 255;
const MAX_PIN_TYPE = 255;

/** The reference is an INTEGER of 0 to 255; of one byte it is never negative, as cards write 80 01 81 for 129. */
function referenceOf(element: Element): number {
  return element.content.length === 1 ? element.content[0]! : integerOf(element, 0xff);
}

/** `30` { `03` flags, `0A` type, `02` min, `02` stored, `02` max?, `80` reference?, `04` padChar?, `18` lastChange?, `30` path? }. */
function pinAttributes(element: Element): PinAttributes {
  expectTag(element, TAG.sequence, 'PIN attributes');
  const flags = bitsOf(required(element, TAG.bitString, 'PIN flags'));
  const type = integerOf(required(element, TAG.enumerated, 'a PIN type'), MAX_PIN_TYPE);
  const [min, stored, max] = element.children
    .filter(({ tag }) => tag === TAG.integer)
    .map((length) => integerOf(length, MAX_PIN_LENGTH));
  if (min === undefined || stored === undefined) {
    throw new Pkcs15Error(element.start, 'the minimum and the stored length', 'one or none');
  }
  const reference = optional(element, TAG.implicit0);
  const padChar = optional(element, TAG.octetString);
  const path = optional(element, TAG.sequence);
  return {
    flags: PIN_FLAGS.filter((_, bit) => flags.has(bit)),
    type: PIN_TYPES[type] ?? null,
    minLength: min,
    storedLength: stored,
    maxLength: max ?? null,
    reference: reference ? referenceOf(reference) : 0,
    padChar: padChar ? (octetsOf(padChar, 1)[0] ?? null) : null,
    path: path && pathOf(path),
  };
}

function authObject(object: Element, kind: AuthObject['kind']): AuthObject {
  const [common, own] = leadingAttributes(object);
  const id = optional(own, TAG.octetString);
  return {
    ...commonAttributes(common),
    kind,
    id: id && octetsOf(id, MAX_IDENTIFIER_LENGTH),
    pin: kind === 'pin' ? pinAttributes(typeAttributes(object)) : null,
    offset: object.offset,
  };
}

/**
 * EF AODF: `30` PINs, `A0` biometric, `A1` key and `A2` external objects, in the order of the file; unknown tags are passed over.
 * Throws `Pkcs15Error`.
 */
export function parseAodf(bytes: Uint8Array): AuthObject[] {
  const objects: AuthObject[] = [];
  for (const tlv of objectsIn(bytes)) {
    const kind = SHAPES.get(tlv.tag);
    if (kind !== undefined) objects.push(authObject(treeOf(bytes, tlv), kind));
  }
  return objects;
}
