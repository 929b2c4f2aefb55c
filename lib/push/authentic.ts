import { createHmac, timingSafeEqual } from 'node:crypto';
import { type NetworkKey, networkKey, userKey, userNetworkKey } from './keys.js';
import type { PushedMessage } from './message.js';

/** What keys can be made of. */
export interface Secrets {
  /** Subscribers that the device may be: IMSIs in digits. */
  readonly imsis: readonly string[];
  readonly networkKey: NetworkKey;
  /** What the user typed; null where nobody was asked. */
  readonly pin: string | null;
}

/**
 * Whether a message is shown to be its sender's: its MAC is the HMAC-SHA-1 of the document under a key of these secrets (OMA-WAP-ProvBoot-v1_1, 6.2;
 * OMA-TS-DM_Security-V1_2_1, 5.7.2.3). MACs are compared in constant time. False where the message carries none, or a secret is missing.
 */
export function isAuthentic(message: PushedMessage, secrets: Secrets): boolean {
  const { kind, bytes, security } = message;
  if (security === null) return false;
  const { method, mac } = security;
  const { pin } = secrets;
  if (method === 'user-mac') return pin !== null && isTypedMac(bytes, pin);
  if (mac === null) return false;
  const networks = (): Uint8Array[] =>
    secrets.imsis.map((imsi) => networkKey(kind, imsi, secrets.networkKey));
  const isMac = (key: Uint8Array): boolean => timingSafeEqual(hmac(key, bytes), mac);
  if (method === 'network') return networks().some(isMac);
  if (pin === null) return false;
  if (method === 'user') return isMac(userKey(pin));
  return networks().some((network) => isMac(userNetworkKey(kind, pin, network)));
}

/** The first half of what was typed is the key; the second half stands for the first octets of the MAC, a digit each, which is the octet modulo 10. */
function isTypedMac(bytes: Uint8Array, typed: string): boolean {
  const half = typed.length / 2;
  const mac = hmac(userKey(typed.slice(0, half)), bytes);
  if (!/^[0-9]+$/.test(typed) || !Number.isInteger(half) || half > mac.length) return false;
  const digits = Buffer.from([...mac.subarray(0, half)].map((octet) => octet % 10).join(''));
  return timingSafeEqual(digits, Buffer.from(typed.slice(half)));
}

const hmac = (key: Uint8Array, bytes: Uint8Array): Buffer =>
  createHmac('sha1', key).update(bytes).digest();
