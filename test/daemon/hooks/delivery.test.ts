import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Delivery } from '../../../daemon/hooks/delivery.js';
import type { OutboxEvent } from '../../../lib/tree/index.js';
import { listLog, madeEvent } from './made.js';

/** An outbox, and what was begun of it, each to be ended by the test. */
class Bench {
  rows: OutboxEvent[];
  readonly begun: number[] = [];
  readonly lines: string[];
  readonly delivery: Delivery;
  isWritable = true;
  readonly #ends = new Map<number, (error?: Error) => void>();

  constructor(rows: OutboxEvent[], atOnce = 4) {
    this.rows = rows;
    const { log, lines } = listLog();
    this.lines = lines;
    this.delivery = new Delivery({
      outbox: {
        pending: () => this.rows,
        delivered: (done) => {
          if (!this.isWritable) throw new Error('the disk is full');
          this.rows = this.rows.filter(({ sequence }) => sequence !== done);
        },
      },
      takes: ({ event }) => event !== 'session-start',
      run: ({ sequence }, signal) => {
        this.begun.push(sequence);
        return new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => resolve());
          this.#ends.set(sequence, (error) => (error ? reject(error) : resolve()));
        });
      },
      atOnce,
      log,
    });
  }

  get left(): number[] {
    return this.rows.map(({ sequence }) => sequence);
  }

  async end(sequence: number, error?: Error): Promise<void> {
    this.#ends.get(sequence)?.(error);
    await turn();
  }
}

describe('the delivery of events', () => {
  it('is in order and one at a time for an account, with other accounts beside it', async () => {
    const bench = new Bench([madeEvent(1), madeEvent(2), madeEvent(3, 'a2'), madeEvent(4)]);
    bench.delivery.wake();
    bench.delivery.wake();
    assert.deepEqual(bench.begun, [1, 3]);
    await bench.end(3);
    assert.deepEqual(
      [bench.begun, bench.left],
      [
        [1, 3],
        [1, 2, 4],
      ],
    );
    await bench.end(1);
    await bench.end(2);
    assert.deepEqual([bench.begun, bench.left], [[1, 3, 2, 4], [4]]);
    await bench.delivery.stop();
  });

  it('is of a number of accounts at once', async () => {
    const bench = new Bench([madeEvent(1, 'a1'), madeEvent(2, 'a2'), madeEvent(3, 'a3')], 2);
    bench.delivery.wake();
    assert.deepEqual(bench.begun, [1, 2]);
    await bench.end(2);
    assert.deepEqual(bench.begun, [1, 2, 3]);
    await bench.delivery.stop();
  });

  it('comes again where it was stopped before its end', async () => {
    const bench = new Bench([madeEvent(1)]);
    bench.delivery.wake();
    await bench.delivery.stop();
    bench.delivery.wake();
    assert.deepEqual(bench.begun, [1]);
    const next = new Bench(bench.rows);
    next.delivery.wake();
    await next.end(1);
    assert.deepEqual([next.begun, next.left], [[1], []]);
  });

  it('ends where the event goes, and leaves what is not for it', async () => {
    const bench = new Bench([madeEvent(1, 'a1', 'session-start'), madeEvent(2)]);
    bench.delivery.wake();
    bench.rows = [madeEvent(1, 'a1', 'session-start'), madeEvent(5)];
    bench.delivery.wake();
    await turn();
    assert.deepEqual(
      [bench.begun, bench.left],
      [
        [2, 5],
        [1, 5],
      ],
    );
    await bench.delivery.stop();
  });

  it('is done with an event that meets a fault, which is logged', async () => {
    const bench = new Bench([madeEvent(1), madeEvent(2)]);
    bench.delivery.wake();
    await bench.end(1, new Error('broken'));
    assert.deepEqual([bench.begun, bench.left, bench.lines.length], [[1, 2], [2], 1]);
    await bench.delivery.stop();
  });

  it('comes again, at the next change and not before, where it cannot be written down', async () => {
    const bench = new Bench([madeEvent(1)]);
    bench.isWritable = false;
    bench.delivery.wake();
    await bench.end(1);
    assert.deepEqual([bench.begun, bench.left], [[1], [1]]);
    bench.isWritable = true;
    bench.delivery.wake();
    await bench.end(1);
    assert.deepEqual([bench.begun, bench.left], [[1, 1], []]);
    await bench.delivery.stop();
  });
});
