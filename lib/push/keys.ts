import { concat, fromHex } from '../bytes.js';
import type { DocumentKind } from '../tree/model.js';

/** How the subscriber's identity stands in the key of a DM message: the standard leaves it open. */
export const NETWORK_KEYS = ['digits', 'semi-octets'] as const;
export type NetworkKey = (typeof NETWORK_KEYS)[number];

const COLON = Uint8Array.of(0x3a);

const ascii = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** An IMSI as GSM 11.11 has it: 9 or 1 for an odd or even number of digits, the digits, F to fill up, and the two halves of each octet changed. */
export function semiOctets(imsi: string): Uint8Array {
  const marked = `${imsi.length % 2 === 0 ? '1' : '9'}${imsi}`;
  const even = marked.length % 2 === 0 ? marked : `${marked}F`;
  return fromHex(even.replace(/(.)(.)/g, '$2$1'));
}

/** What the network and the device both know, as octets of a key. */
export const networkKey = (kind: DocumentKind, imsi: string, form: NetworkKey): Uint8Array =>
  kind === 'cp' || form === 'semi-octets' ? semiOctets(imsi) : ascii(imsi);

export const userKey = (pin: string): Uint8Array => ascii(pin);

/** Both together: in DM the PIN, a colon, and the network's; in Client Provisioning the network's, and the PIN. */
export const userNetworkKey = (kind: DocumentKind, pin: string, network: Uint8Array): Uint8Array =>
  kind === 'dm' ? concat(ascii(pin), COLON, network) : concat(network, ascii(pin));
