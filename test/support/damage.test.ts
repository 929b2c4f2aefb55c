import assert from 'node:assert/strict';
import { eachDamaged, INPUTS } from './damage.js';

const parts = {
  seeds: [Buffer.from('0123456789')],
  tokens: Buffer.from('x'),
  inputs: 300,
  start: 1,
};

describe('damaged documents', () => {
  it('are two hundred thousand in a run of all tests', () => {
    const { wbxml, tnds, messages, provisioning } = INPUTS;
    const all: number[] = [wbxml, ...Object.values(tnds), ...Object.values(messages), provisioning];
    assert.ok(all.reduce((sum, inputs) => sum + inputs) >= 200_000);
  });

  it('are the same in every run', () => {
    const runs = [0, 1].map(() => {
      const seen: string[] = [];
      eachDamaged(parts, (bytes) => seen.push(Buffer.from(bytes).toString('latin1')));
      return seen;
    });
    assert.ok(new Set(runs[0]).size > 200);
    assert.deepEqual(runs[0], runs[1]);
  });

  it('make a run fail where a decoder keeps memory, or takes much at once', () => {
    const kept: Uint8Array[] = [];
    const keep = (): void => void kept.push(new Uint8Array(100_000).fill(1));
    assert.throws(() => eachDamaged(parts, keep), /\d+ bytes more are in use/);
    const take = (): void => void Buffer.alloc(320 * 2 ** 20, 1);
    assert.throws(() => eachDamaged({ ...parts, inputs: 1 }, take), /grew by \d+ bytes/);
  });
});
