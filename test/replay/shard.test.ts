import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseShard, ReplayError, shareOf } from '../../lib/replay/index.js';

describe('a share of the traces', () => {
  it('is I of N', () => {
    assert.deepEqual(parseShard('2/3'), { index: 2, count: 3 });
    for (const text of ['', '1', '0/1', '2/1', '1/0', 'a/b', '1/2/3', '1/10001', '-1/2', '1 / 2']) {
      assert.throws(() => parseShard(text), ReplayError, text);
    }
  });

  it('has each trace once over all shares, and no share much more than another', () => {
    const count = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), count, (items, count) => {
        const shares = Array.from({ length: count }, (_, at) =>
          shareOf(items, { index: at + 1, count }),
        );
        assert.deepEqual(shares.flat().sort(), [...items].sort());
        const sizes = shares.map(({ length }) => length);
        assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
      }),
      { seed: 35 },
    );
  });
});
