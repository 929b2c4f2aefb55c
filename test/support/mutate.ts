import { concat } from '../../lib/bytes.js';

/** Mulberry32: numbers from 0 to 1, the same in every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A document with one to four changes: a byte set, bytes cut out, bytes put in, a part repeated.
 * Most new bytes are of `tokens`, which mean something to its reader.
 */
export function mutate(original: Uint8Array, tokens: Uint8Array, next: () => number): Uint8Array {
  const below = (limit: number): number => Math.floor(next() * limit);
  const byte = (): number => (next() < 0.7 ? tokens[below(tokens.length)]! : below(256));
  let bytes: Uint8Array = Uint8Array.from(original);
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = below(bytes.length);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (below(4)) {
      case 0:
        bytes[at] = byte();
        break;
      case 1:
        bytes = concat(head, tail.subarray(1 + below(4)), Uint8Array.of(byte()));
        break;
      case 2:
        bytes = concat(head, Uint8Array.of(byte(), byte()), tail);
        break;
      default:
        bytes = concat(head, tail.subarray(0, below(tail.length)), tail);
    }
  }
  return bytes;
}
