import assert from 'node:assert/strict';
import { join } from 'node:path';
import { useFakeTimers } from 'sinon';
import { REAL_TIME } from '../../../daemon/replay/clock.js';
import { type Played, playByState, playInOrder } from '../../../daemon/replay/play.js';
import { readTraceSource, type TraceSource } from '../../../daemon/replay/source.js';
import { TraceProvider } from '../../../lib/reader/trace.js';
import { PinWatch } from '../../../lib/replay/index.js';
import { parseTrace, StayRecorder, type Time, type Trace } from '../../../lib/trace/index.js';
import { Store } from '../../../lib/tree/index.js';
import { FOLDER } from '../../replay/matrix.js';
import { supervise } from '../../support/supervise.js';

const TIMED = readTraceSource(join(FOLDER, '3g/timed.trace'));
const OUTCOMES = ['applied', 'unchanged', 'applied'];

/** A clock on which no time passes but what is waited for. */
class Waited implements Time {
  /** Milliseconds. */
  readonly waits: number[] = [];

  now(): number {
    return this.waits.reduce((sum, one) => sum + one, 1_000);
  }

  async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
  }
}

const eventsOf = ({ stays }: Trace) => stays.flatMap(({ events }) => events);
const last = eventsOf(TIMED.trace).at(-1)!.micros! / 1000;
const near = (found: number, expected: number): void =>
  assert.ok(Math.abs(found - expected) < 1e-6, `expected ${expected}, came ${found}`);

/** When each event of a trace came that is replayed by a clock, in milliseconds, as a recorder has them. */
async function replayed(trace: Trace, time: Time): Promise<number[]> {
  const came: number[] = [];
  const provider = new TraceProvider([trace], time);
  const supervisor = supervise({
    provider,
    record: (reader) =>
      new StayRecorder(
        reader,
        { write: () => undefined, close: () => undefined },
        (error) => assert.fail(String(error)),
        () => came.push(time.now()),
      ),
  });
  supervisor.start();
  await provider.finished;
  await supervisor.stop();
  assert.deepEqual(provider.departures, []);
  return came;
}

async function played(
  play: (stage: Parameters<typeof playInOrder>[0]) => Promise<Played>,
  source: TraceSource,
  time: Time,
): Promise<Played> {
  const store = Store.scratch();
  try {
    return await play({ source, store, clock: { time, patience: 1000 } });
  } finally {
    store.close();
  }
}

const outcomesOf = ({ report }: Played) => report.cards.map(({ outcome }) => outcome);

describe('the time that a trace takes', () => {
  it('is its own: answers, removals, insertions and further visits come when it says', async () => {
    const came = await replayed(TIMED.trace, new Waited());
    const events = eventsOf(TIMED.trace);
    assert.equal(came.length, events.length);
    events.forEach(({ kind, micros }, at) => {
      if (kind !== 'command') near(came[at]! - came[0]!, micros! / 1000);
    });
  });

  it('is kept by a host that is later, whose card still takes its time', async () => {
    const slow = new Waited();
    // Whatever is waited for comes 7 ms late: more than the time from an answer to the next question.
    const late: Time = {
      now: () => slow.now(),
      async wait(milliseconds) {
        await slow.wait(milliseconds);
        await slow.wait(7);
      },
    };
    const events = eventsOf(TIMED.trace);
    const came = await replayed(TIMED.trace, late);
    for (let at = 1; at < events.length; at += 1) {
      if (events[at]!.kind !== 'response') continue;
      const took = (events[at]!.micros! - events[at - 1]!.micros!) / 1000;
      assert.ok(came[at]! - came[at - 1]! >= took + 7 - 1e-6, `line ${events[at]!.line}`);
    }
    // What was lost within a visit is made up for between two.
    const removal = events.findIndex(({ kind }) => kind === 'removed');
    near(came[removal]! - came[0]!, events[removal]!.micros! / 1000 + 7);
  });

  it('is all of it that a run takes', async () => {
    const time = new Waited();
    const run = await played(playInOrder, TIMED, time);
    assert.deepEqual(outcomesOf(run), OUTCOMES);
    near(time.now() - 1_000, last);
  });

  it('passes before the first card where the reader is empty at first', async () => {
    const text = 'dmbootd-trace 1\n+1.5 removed\n+2.25 connect T=0\n+2.26 error 0x80100066\n';
    const time = new Waited();
    const run = await played(playInOrder, { ...TIMED, trace: parseTrace(text, 'x') }, time);
    assert.deepEqual(outcomesOf(run), ['mute']);
    assert.deepEqual(time.waits, [750, 10]);
  });

  it('passes before a removal in the midst of a visit', async () => {
    const text = 'dmbootd-trace 1\n+0 connect T=0\n+0 atr 3B00\n+0.5 removed\n';
    const time = new Waited();
    const run = await played(playInOrder, { ...TIMED, trace: parseTrace(text, 'x') }, time);
    assert.deepEqual(outcomesOf(run), ['removed']);
    assert.deepEqual(time.waits, [500]);
  });

  it('is by state what each answer took, and what was between two stays', async () => {
    const time = new Waited();
    const byState = (stage: Parameters<typeof playInOrder>[0]): Promise<Played> =>
      playByState({ ...stage, pins: new PinWatch(2) });
    const run = await played(byState, TIMED, time);
    assert.deepEqual(outcomesOf(run), ['applied', 'applied']);
    const [first, second] = TIMED.trace.stays.map(({ events }) => events);
    // The second visit of a stay is not made.
    const visit = first!.slice(
      0,
      first!.findIndex(({ kind }, at) => at > 0 && kind === 'connect'),
    );
    const took = [...visit, ...second!].flatMap(({ kind, micros }, at, events) =>
      kind === 'response' ? [(micros! - events[at - 1]!.micros!) / 1000] : [],
    );
    assert.deepEqual(
      time.waits.filter((one) => one > 0),
      [...took.slice(0, took.length / 2), 310, 420, ...took.slice(took.length / 2), 310],
    );
  });
});

describe('real time', () => {
  it('waits longer than a timer can', async () => {
    const clock = useFakeTimers({ toFake: ['setTimeout'] });
    try {
      const days = 24 * 3600 * 1000;
      let came = false;
      const waited = REAL_TIME.time!.wait(60 * days).then(() => {
        came = true;
      });
      await clock.tickAsync(60 * days - 1);
      assert.equal(came, false);
      await clock.tickAsync(1);
      await waited;
      assert.equal(came, true);
    } finally {
      clock.restore();
    }
  });

  it('passes as the clock has it', async () => {
    const clock = useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance'] });
    try {
      const came = replayed(TIMED.trace, REAL_TIME.time!);
      let ended = false;
      void came.then(() => (ended = true));
      while (!ended) await clock.nextAsync();
      const events = eventsOf(TIMED.trace);
      const times = await came;
      times.forEach((at, n) => {
        // The clock of the test goes in whole milliseconds.
        const off = at - times[0]! - events[n]!.micros! / 1000;
        if (events[n]!.kind !== 'command') assert.ok(Math.abs(off) <= 1, `${off}`);
      });
    } finally {
      clock.restore();
    }
  });
});
