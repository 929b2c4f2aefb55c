import assert from 'node:assert/strict';
import { processBootstrap, processProvisioning } from '../../lib/bootstrap/index.js';
import { isSecret, type Mo } from '../../lib/tree/index.js';
import { CARD } from '../bootstrap/messages.js';

/** What a document installs. */
export const mosOf = (bytes: Uint8Array, kind: 'dm' | 'cp'): readonly Mo[] =>
  kind === 'dm'
    ? processBootstrap(bytes, CARD, { lenient: true }).mos
    : processProvisioning(bytes, CARD).mos;

const textOf = (value: string | Uint8Array): string =>
  typeof value === 'string' ? value : Buffer.from(value).toString('latin1');

/** Asserts that one is the other but for secrets, and that of those none is left. Returns how many there are. */
export function assertRedacted(before: readonly Mo[], after: readonly Mo[]): number {
  let secrets = 0;
  const shape = (mos: readonly Mo[]) =>
    mos.map((mo) => ({
      ...mo,
      nodes: mo.nodes.map((node) =>
        isSecret(node.path) && node.value !== null ? { ...node, value: 'secret' } : node,
      ),
    }));
  assert.deepEqual(shape(after), shape(before));
  before.forEach((mo, at) => {
    mo.nodes.forEach(({ path, value }, n) => {
      const now = after[at]!.nodes[n]!.value;
      if (!isSecret(path) || value === null || now === null || textOf(value).trim() === '') return;
      secrets += 1;
      const isFiller = /^[*A0-9\0]+$/.test(textOf(value));
      assert.ok(isFiller || !textOf(now).includes(textOf(value).trim()), path);
    });
  });
  return secrets;
}
