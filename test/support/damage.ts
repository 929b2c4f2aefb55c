import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { concat } from '../../lib/bytes.js';

/** Bytes that may be in use after all of a run that were not before it. */
const MAX_KEPT = 16 * 2 ** 20;
/** Bytes by which the process may grow at any time of a run: what is thrown away counts until it is collected. */
const MAX_GROWTH = 128 * 2 ** 20;

/** How many damaged documents each decoder is given in a run of all tests. */
export const INPUTS = {
  wbxml: 100_000,
  xml: 20_000,
  tnds: { WBXML: 20_000, XML: 5_000 },
  messages: { WBXML: 20_000, XML: 5_000 },
  provisioning: 50_000,
} as const;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function inUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The most memory that the process had since `forgetPeak` (proc(5)). */
function peak(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return Number(kilobytes) * 1024;
}

const forgetPeak = (): void => writeFileSync('/proc/self/clear_refs', '5');

export interface Damage {
  /** Whole documents, in turn. */
  readonly seeds: readonly Uint8Array[];
  /** Bytes that mean something to the decoder. */
  readonly tokens: Uint8Array;
  readonly inputs: number;
  /** Of the numbers that decide what is done. */
  readonly start: number;
}

/** Gives damaged documents to a decoder, the same in every run, and fails where memory grows with them. */
export function eachDamaged(
  { seeds, tokens, inputs, start }: Damage,
  decode: (bytes: Uint8Array) => void,
): void {
  const next = random(start);
  const before = inUse();
  forgetPeak();
  const peakBefore = peak();
  for (let input = 0; input < inputs; input += 1) {
    decode(damaged(seeds[input % seeds.length]!, tokens, next));
  }
  const [grown, kept] = [peak() - peakBefore, inUse() - before];
  assert.ok(grown < MAX_GROWTH, `the process grew by ${grown} bytes`);
  assert.ok(kept < MAX_KEPT, `${kept} bytes more are in use`);
}

/** Mulberry32: numbers from 0 to 1, the same in every run. */
function random(seed: number): () => number {
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
function damaged(whole: Uint8Array, tokens: Uint8Array, next: () => number): Uint8Array {
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
