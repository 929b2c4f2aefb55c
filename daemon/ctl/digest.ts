import { createHash } from 'node:crypto';

export interface Digest {
  readonly length: number;
  /** Upper-case hexadecimal. */
  readonly sha256: string;
}

export const digestOf = (bytes: Uint8Array): Digest => ({
  length: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex').toUpperCase(),
});
