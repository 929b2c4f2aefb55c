import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BackOff } from '../../lib/source/index.js';

describe('the wait after a failure', () => {
  it('doubles up to its longest, and begins anew after a success', () => {
    const backOff = new BackOff({ first: 100, longest: 1_000, random: () => 1 });
    const waits = Array.from({ length: 6 }, () => backOff.next());
    assert.deepEqual(waits, [100, 200, 400, 800, 1_000, 1_000]);
    backOff.reset();
    assert.equal(backOff.next(), 100);
  });

  it('is between half and all of that, by chance, however often it fails', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(fc.array(chance, { minLength: 1, maxLength: 2_000 }), (chances) => {
        let at = 0;
        const backOff = new BackOff({
          first: 5_000,
          longest: 3_600_000,
          random: () => chances[at]!,
        });
        for (; at < chances.length; at += 1) {
          const whole = Math.min(5_000 * 2 ** at, 3_600_000);
          const wait = backOff.next();
          assert.ok(wait >= whole / 2 - 1 && wait <= whole, `${wait} after ${at}`);
        }
      }),
      { numRuns: 20 },
    );
  });
});
