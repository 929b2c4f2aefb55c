/** Swapped BCD: the low nibble of each byte is the first digit; F fills the end. Null for anything else, and for no digit at all. */
export function swappedBcd(bytes: Uint8Array): string | null {
  const nibbles = [...bytes]
    .flatMap((byte) => [byte & 0x0f, byte >> 4])
    .map((nibble) => nibble.toString(16))
    .join('');
  return /^([0-9]+)f*$/.exec(nibbles)?.[1] ?? null;
}
