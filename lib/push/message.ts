import { fromHex } from '../bytes.js';
import { printable } from '../text.js';
import type { DocumentKind } from '../tree/model.js';
import type { Push } from '../wsp/index.js';
import { PushError } from './error.js';
import { KINDS, METHODS, type Method, WBXML } from './methods.js';

/** How a message can be shown to be its sender's. */
export interface Security {
  readonly method: Method;
  /** Of 20 octets; none where the user types it. */
  readonly mac: Uint8Array | null;
}

/** A bootstrap message that was pushed. */
export interface PushedMessage {
  readonly kind: DocumentKind;
  /** The document, byte for byte: what the MAC is made of. */
  readonly bytes: Uint8Array;
  /** Null where it carries no MAC, and nobody can type one. */
  readonly security: Security | null;
}

const MAC = /^[0-9a-f]{40}$/i;
const MAX_SHOWN = 80;

/** The bootstrap message in a push. Throws `PushError` where there is none, or where its SEC and MAC make no sense. */
export function pushedMessage({ mediaType, parameters, body: bytes }: Push): PushedMessage {
  const kind = KINDS.get(mediaType);
  if (kind === undefined) {
    throw new PushError(
      'media-type',
      `expected a DM message or a Client Provisioning document, came ${printable(mediaType.slice(0, MAX_SHOWN))}`,
    );
  }
  const sec = parameters.get('sec');
  if (sec === undefined) return { kind, bytes, security: null };
  const method = METHODS[kind].get(typeof sec === 'string' ? sec.toUpperCase() : (sec ?? -1));
  if (method === undefined) {
    throw new PushError('security', `expected one of the methods of ${kind} in SEC, came another`);
  }
  if (!WBXML.test(mediaType)) {
    throw new PushError('security', 'expected WBXML, as SEC says that it is secured, came XML');
  }
  if (method === 'user-mac') return { kind, bytes, security: { method, mac: null } };
  const mac = parameters.get('mac');
  if (mac === undefined) return { kind, bytes, security: null };
  if (typeof mac !== 'string' || !MAC.test(mac)) {
    throw new PushError('security', 'expected 40 hexadecimal digits in MAC, came something else');
  }
  return { kind, bytes, security: { method, mac: fromHex(mac) } };
}

/** Whether somebody has to type something before it can be judged. */
export const needsUser = ({ method }: Security): boolean => method !== 'network';

/** Whether the identity of the network's subscriber is a part of the key. */
export const needsNetwork = ({ method }: Security): boolean =>
  method === 'network' || method === 'user-network';
