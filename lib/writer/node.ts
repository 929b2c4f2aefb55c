import type { NewTndsNode } from '../syncml/index.js';

/** A node, or nothing where the description says nothing of it. */
export type Part = NewTndsNode | null;

/** An object: an interior node with its identifier and its ACL. */
export const object = (
  name: string,
  { type, acl }: { readonly type: string; readonly acl: string },
  children: readonly Part[],
): NewTndsNode => ({ ...interior(name, children), type, acl });

export const interior = (name: string, children: readonly Part[]): NewTndsNode => ({
  name,
  format: 'node',
  children: children.filter((child) => child !== null),
});

/** Text, or octets, which make it `bin`. */
export const leaf = (name: string, value: string | Uint8Array): NewTndsNode =>
  typeof value === 'string'
    ? { name, format: 'chr', type: 'text/plain', value }
    : { name, format: 'bin', value };

export const optional = (name: string, value: string | Uint8Array | null): Part =>
  value === null ? null : leaf(name, value);

/** An interior node with a node for each value, which is called by its number, from 1; nothing where there is no value. */
export const numbered = <T>(
  name: string,
  values: readonly T[],
  childrenOf: (value: T) => readonly Part[],
): Part =>
  values.length === 0
    ? null
    : interior(
        name,
        values.map((value, at) => interior(String(at + 1), childrenOf(value))),
      );
