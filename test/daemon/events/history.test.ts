import assert from 'node:assert/strict';
import type { Happening } from '../../../daemon/events/happening.js';
import { beginHistory, History } from '../../../daemon/events/history.js';
import { StoreError } from '../../../lib/tree/index.js';
import { logTo } from '../bench.js';

const added = (reader: string): Happening => ({ event: 'reader-added', reader });

/** What a follower reads who has seen everything up to an id. */
function read(history: History, from: number): number[] {
  const ids: number[] = [];
  let id = from;
  for (let next = history.after(id); next !== undefined; next = history.after(id)) {
    id = next.event.id;
    ids.push(id);
  }
  return ids;
}

describe('the history of events', () => {
  it('numbers what happens, above all runs before', () => {
    const [first, second] = [new History(1), new History(2)];
    first.tell(added('A'));
    first.tell(added('B'));
    second.tell(added('C'));
    assert.deepEqual(
      [...first.since(0), ...second.since(0)].map(({ id }) => id),
      [1_000_000_001, 1_000_000_002, 2_000_000_001],
    );
  });

  it('keeps the same as an object and as text on one line', () => {
    const history = new History(1);
    history.tell(added('A\n\u202e'));
    const kept = history.after(history.forgotten)!;
    assert.equal(kept.event.event, 'reader-added');
    assert.deepEqual(JSON.parse(kept.text), kept.event);
    assert.match(kept.text, /"reader":"A\\n\\u202e"/);
    assert.match(kept.event.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('is read on from any id that it reaches', () => {
    const history = new History(1, { events: 3, bytes: 10_000 });
    const start = history.newest;
    assert.deepEqual(read(history, start), []);
    for (const reader of ['A', 'B', 'C', 'D']) history.tell(added(reader));
    assert.equal(history.newest, start + 4);
    assert.deepEqual(read(history, start + 1), [start + 2, start + 3, start + 4]);
    assert.deepEqual(read(history, start + 3), [start + 4]);
    assert.deepEqual(
      [start, start + 1, start + 4, start + 5].map((id) => history.reaches(id)),
      [false, true, true, false],
    );
    assert.equal(history.forgotten, start + 1);
    assert.deepEqual(
      [start, start + 1, start + 3, start + 4, start + 5].map((id) => history.since(id).length),
      [3, 3, 1, 0, 3],
    );
  });

  it('is bounded by octets too, but for its newest event', () => {
    const history = new History(1, { events: 100, bytes: 500 });
    const start = history.newest;
    for (let at = 0; at < 50; at += 1) history.tell(added('x'.repeat(100)));
    assert.ok(read(history, history.forgotten).length <= 3);
    history.tell(added('x'.repeat(1000)));
    assert.deepEqual(read(history, history.forgotten), [start + 51]);
  });

  it('begins all the same where the state cannot be written, and says so', () => {
    const lines: string[] = [];
    const log = logTo((line) => lines.push(line));
    assert.equal(beginHistory({ beginRun: () => 7 }, log).newest, 7_000_000_000);
    const beginRun = (): never => {
      throw new StoreError('unwritable', 'the disk is full');
    };
    assert.equal(beginHistory({ beginRun }, log).newest, 0);
    assert.deepEqual(lines, ['error the disk is full']);
  });

  it('wakes its followers, until they have heard enough', () => {
    const history = new History(1);
    const woken: string[] = [];
    const leave = history.follow(() => woken.push('first'));
    history.follow(() => {
      woken.push('second');
      leave();
    });
    history.tell(added('A'));
    history.tell(added('B'));
    assert.deepEqual(woken, ['first', 'second', 'second']);
  });
});
