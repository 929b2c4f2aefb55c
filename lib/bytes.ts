/** Bytes as upper-case hexadecimal without separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('hex')
    .toUpperCase();
}

/**
 * Hexadecimal text, in either case and with white space anywhere, as bytes.
 * Throws `TypeError` on an odd number of digits or another character.
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) {
    throw new TypeError('expected an even number of hexadecimal digits');
  }
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The octets that base64 text stands for, white space in it left out, or null where it is something else. */
export function fromBase64(text: string): Uint8Array | null {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 4 !== 0 || !BASE64.test(digits)) return null;
  return Uint8Array.from(Buffer.from(digits, 'base64'));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** True where every byte is `value`; of no bytes at all, true. */
export function allBytes(bytes: Uint8Array, value: number): boolean {
  return bytes.every((byte) => byte === value);
}
