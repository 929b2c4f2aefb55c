import { objectsEnd } from '../pkcs15/index.js';

/** For files of PKCS#15 objects: nothing that follows counts, as unused bytes begin, or no parser will go on. */
export function hasAllObjects(prefix: Uint8Array): boolean {
  return objectsEnd(prefix).kind === 'end';
}
