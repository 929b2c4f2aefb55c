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
 * A document with one to three changes: a byte set, bytes cut out, a byte put in, a part of it put in.
 * Two bytes of three are some of `tokens`, which mean something to its decoder.
 */
export function damaged(whole: Uint8Array, tokens: Uint8Array, next: () => number): Uint8Array {
  const below = (limit: number): number => Math.floor(next() * limit);
  const byte = (): number => (below(3) > 0 ? tokens[below(tokens.length)]! : below(256));
  let bytes: Uint8Array = Uint8Array.from(whole);
  for (let changes = 1 + below(3); changes > 0; changes -= 1) {
    const at = below(bytes.length);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (below(4)) {
      case 0:
        bytes[at] = byte();
        break;
      case 1:
        bytes = concat(head, tail.subarray(1 + below(4)));
        break;
      case 2:
        bytes = concat(head, Uint8Array.of(byte()), tail);
        break;
      default: {
        const from = below(whole.length);
        bytes = concat(head, whole.subarray(from, from + below(80)), tail);
      }
    }
  }
  return bytes;
}
