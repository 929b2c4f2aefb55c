import { concat, fromHex } from '../../lib/bytes.js';

export const text = (value: string): Uint8Array => Buffer.from(`${value}\0`, 'latin1');

/** A media type by number, or in text. */
export const media = (type: number | string): Uint8Array =>
  typeof type === 'string' ? text(type) : Uint8Array.of(0x80 | type);

/** A length as WSP writes it. */
export const valueLength = (length: number): Uint8Array =>
  length < 31 ? Uint8Array.of(length) : concat(Uint8Array.of(31), uintvar(length));

export function uintvar(value: number): Uint8Array {
  const octets = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) octets.unshift((rest & 0x7f) | 0x80);
  return Uint8Array.from(octets);
}

/** SEC by number, and a MAC. */
export const security = (sec: number, mac?: string): Uint8Array[] => [
  Uint8Array.of(0x91, 0x80 | sec),
  ...(mac === undefined ? [] : [concat(Uint8Array.of(0x92), text(mac))]),
];

/** A push PDU. */
export function pdu(
  type: number | string,
  body: Uint8Array,
  parameters: readonly Uint8Array[] = [],
  more = '',
): Uint8Array {
  const content = concat(media(type), ...parameters);
  const whole = parameters.length === 0 ? content : concat(valueLength(content.length), content);
  const headers = concat(whole, fromHex(more));
  return concat(Uint8Array.of(0x01, 0x06), uintvar(headers.length), headers, body);
}
