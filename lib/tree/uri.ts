import { printable } from '../text.js';
import { MAX_DEPTH, MAX_NAME_BYTES } from './bounds.js';
import { TreeError } from './error.js';

export const ROOT_URI = '.';

/** A control character, or half a surrogate pair. */
const UNNAMEABLE = /[\p{Cc}\p{Cs}]/u;
/** A UTF-16 unit is at most so many octets of UTF-8. */
const OCTETS_A_UNIT = 3;

/** Whether a part of a URI of no `UNNAMEABLE` character can be the name of a node: not empty, not `.` or `..`, at most `MAX_NAME_BYTES` octets. */
function isNodeName(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    (name.length * OCTETS_A_UNIT <= MAX_NAME_BYTES || Buffer.byteLength(name) <= MAX_NAME_BYTES)
  );
}

/**
 * The names on the way from the root to a node: none for `.`, two for `./DMAcc/x`.
 * Throws `TreeError` `bad-uri` on anything else than `.` or `./` and names joined by `/`, or on more than `MAX_DEPTH` names.
 */
export function namesOf(uri: string): string[] {
  if (uri === ROOT_URI) {
    return [];
  }
  const names = uri.split('/');
  const isNamed = names.shift() === ROOT_URI && !UNNAMEABLE.test(uri) && names.every(isNodeName);
  return isNamed && names.length <= MAX_DEPTH ? names : badUri(uri);
}

/** As `namesOf`, of a URI with so many names of which all but the last were checked. Returns their number. */
export function checkName(uri: string, level: number): number {
  const name = nameOf(uri);
  const isNamed = isNodeName(name) && !UNNAMEABLE.test(name) && !uri.includes('//');
  return isNamed && level <= MAX_DEPTH ? level : badUri(uri);
}

function badUri(uri: string): never {
  throw new TreeError(
    'bad-uri',
    `expected . or ./ and at most ${MAX_DEPTH} names, came ${printable(uri.slice(0, 200))}`,
  );
}

/** `./DMAcc` and `x/AppID` make `./DMAcc/x/AppID`; an empty path is the node itself. */
export const below = (uri: string, path: string): string => (path === '' ? uri : `${uri}/${path}`);

/** The way from `ancestor` down to `uri`: `''` where they are the same, null where `uri` is elsewhere. */
export function pathWithin(uri: string, ancestor: string): string | null {
  if (uri === ancestor) {
    return '';
  }
  return uri.startsWith(`${ancestor}/`) ? uri.slice(ancestor.length + 1) : null;
}

/** The parent of a URI or of a path: of `./DMAcc` it is `.`, of `AppID` it is `''`. */
export function parentOf(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf('/'), 0));
}

/** The last name of a URI or path. */
export const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);
