import { DmbootError } from '../error.js';
import type { Decoded } from './model.js';

export type Fact = Decoded['facts'][number];
/** Records that were read. */
export type Records = readonly { readonly number: number; readonly bytes: Uint8Array }[];

/** A fact, where there is one. */
export const fact = (name: string, value: string | number | null): Fact[] =>
  value === null ? [] : [{ name, value: String(value) }];

/** Does the decoding of a room of the card wing; what that refuses is a problem for people. */
export function attempt<T>(
  what: string,
  decode: () => T,
  facts: (value: T) => readonly Fact[],
): { readonly decoded: Decoded; readonly value: T | null } {
  try {
    const value = decode();
    return { decoded: { what, facts: facts(value), problem: null }, value };
  } catch (error) {
    if (!(error instanceof DmbootError)) throw error;
    return { decoded: { what, facts: [], problem: error.message }, value: null };
  }
}
