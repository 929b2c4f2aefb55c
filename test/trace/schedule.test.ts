import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Schedule } from '../../lib/trace/schedule.js';

const TOLERANCE = 1e-6;

/** What stands in a trace, each so many microseconds after the one before, and how late the host or a timer is then, in milliseconds. */
const steps = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 5_000_000 }),
    late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4000 })),
    answers: fc.boolean(),
    timed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('the times of a trace, kept', () => {
  it('nothing comes too early, nor later than it must', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 1e9 }), async (events, began) => {
        let now = began;
        const schedule = new Schedule({
          now: () => now,
          wait: async (ms) => {
            assert.ok(ms > 0);
            now += ms;
          },
        });
        let micros = 0;
        let zero: number | null = null;
        for (const { after, late, answers, timed } of events) {
          const asked = answers ? micros : null;
          micros += after;
          const from = now;
          await schedule.until(timed ? micros : null, timed ? asked : null);
          if (timed) {
            zero ??= from - (asked ?? micros) / 1000;
            const due = zero + micros / 1000;
            const least = from + (answers ? after / 1000 : 0);
            assert.ok(Math.abs(now - Math.max(due, least)) < TOLERANCE, `${now}`);
          } else {
            assert.equal(now, from);
          }
          now += late;
        }
      }),
    );
  });

  it('without a clock everything comes at once', () => {
    const schedule = new Schedule(null);
    for (const micros of [0, 5_000_000, null]) assert.equal(schedule.until(micros), null);
  });
});
