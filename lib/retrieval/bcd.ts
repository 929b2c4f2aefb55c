/** Swapped BCD: the low nibble of each byte is the first digit; F fills the end. Null for anything else, and for no digit at all. */
export function swappedBcd(bytes: Uint8Array): string | null {
  const nibbles = Buffer.from(bytes)
    .toString('hex')
    .replace(/(.)(.)/g, '$2$1');
  return /^([0-9]+)f*$/.exec(nibbles)?.[1] ?? null;
}
