import {
  bitsOf,
  type Element,
  expectTag,
  octetsOf,
  onlyChild,
  optional,
  required,
  TAG,
  textOf,
  unexpected,
} from './der.js';
import { Pkcs15Error } from './error.js';
import { MAX_IDENTIFIER_LENGTH, MAX_TEXT_LENGTH, MAX_URL_LENGTH } from './limits.js';
import { type Pkcs15Path, pathOf } from './path.js';

/** CommonObjectAttributes. */
export interface CommonAttributes {
  /** Text of the card: may hold anything. */
  readonly label: string | null;
  readonly flags: { readonly private: boolean; readonly modifiable: boolean };
  /** The `id` of the AODF entry that guards the object. */
  readonly authId: Uint8Array | null;
}

/** ObjectValue: where the value of an object is. */
export type ValueLocation =
  | { readonly kind: 'path'; readonly path: Pkcs15Path }
  | { readonly kind: 'url'; readonly url: string }
  /** The value itself: one TLV of the object's own type. `offset` is that of its tag. */
  | { readonly kind: 'direct'; readonly bytes: Uint8Array; readonly offset: number }
  /** Protected, or, in an object that is no bootstrap's, not to be understood. */
  | { readonly kind: 'none' };

/** CommonObjectAttributes (PKCS#15 v1.1, 6.1.8): `30` { `0C` label?, `03` flags?, `04` authId?, … }. */
export function commonAttributes(element: Element): CommonAttributes {
  const label = optional(element, TAG.utf8String);
  const flags = optional(element, TAG.bitString);
  const authId = optional(element, TAG.octetString);
  const bits = flags === null ? new Set<number>() : bitsOf(flags);
  return {
    label: label && textOf(label, MAX_TEXT_LENGTH),
    flags: { private: bits.has(0), modifiable: bits.has(1) },
    authId: authId && octetsOf(authId, MAX_IDENTIFIER_LENGTH),
  };
}

/**
 * ObjectValue (PKCS#15 v1.1, 6.1.9): `30` Path; `13` or `16` URL; `A3` URL with digest; `A0` the value itself;
 * `A1` and `A2` protected.
 */
export function valueLocation(element: Element): ValueLocation {
  switch (element.tag) {
    case TAG.sequence:
      return { kind: 'path', path: pathOf(element) };
    case TAG.printableString:
    case TAG.ia5String:
      return { kind: 'url', url: textOf(element, MAX_URL_LENGTH) };
    case TAG.context3:
      return {
        kind: 'url',
        url: textOf(required(element, TAG.ia5String, 'a URL'), MAX_URL_LENGTH),
      };
    case TAG.context0:
      onlyChild(element, 'a value');
      return { kind: 'direct', bytes: new Uint8Array(element.content), offset: element.start };
    case TAG.context1:
    case TAG.context2:
      return { kind: 'none' };
    default:
      throw unexpected(element, 'a path, a URL or a value');
  }
}

/** The first two members of every PKCS#15 object (6.1.4): common attributes and those of its class. */
export function leadingAttributes(object: Element): readonly [common: Element, own: Element] {
  const [common, own] = object.children;
  const expected = 'common attributes and those of the class';
  if (common === undefined || own === undefined) {
    throw new Pkcs15Error(object.start, expected, `${object.children.length} of them`);
  }
  return [expectTag(common, TAG.sequence, expected), expectTag(own, TAG.sequence, expected)];
}

/** Type attributes: the content of the EXPLICIT `A1` at the end of an object. */
export function typeAttributes(object: Element): Element {
  return onlyChild(required(object, TAG.context1, 'type attributes'), 'type attributes');
}
