import assert from 'node:assert/strict';
import { MAX_PENDING_PUSHES, MAX_PUSHES } from '../../../lib/tree/bounds.js';
import { Store, StoreError } from '../../../lib/tree/index.js';
import { inFolder } from '../support.js';
import { edit } from './made.js';

const digest = (number: number): string => number.toString(16).toUpperCase().padStart(64, '0');
const PDU = Uint8Array.of(1, 6, 1, 0xb6);

describe('the memory of pushes', () => {
  it('keeps what waits, with its tries, over a restart', () =>
    inFolder((dir) => {
      const first = Store.open(dir, 'readers');
      assert.equal(first.pushes.state(digest(1)), null);
      assert.equal(first.pushes.keep(digest(1), '+49', PDU), null);
      assert.equal(first.pushes.spend(digest(1)), 2);
      first.close();
      const { pushes, ...store } = Store.open(dir, 'readers');
      assert.equal(pushes.state(digest(1)), 'pending');
      assert.deepEqual(pushes.pending(), [
        { digest: digest(1), sender: '+49', tries: 2, pdu: PDU },
      ]);
      assert.equal(pushes.spend(digest(1)), 1);
      pushes.giveBack(digest(1));
      assert.deepEqual([pushes.spend(digest(1)), pushes.spend(digest(1))], [1, 0]);
      assert.throws(() => pushes.spend(digest(1)), StoreError);
      pushes.close(digest(1), '+49', 'refused');
      assert.equal(pushes.state(digest(1)), 'refused');
      assert.deepEqual(pushes.pending(), []);
      assert.equal(store.recovered, null);
    }));

  it('keeps a few that wait and no more: the oldest of the same sender makes room', () => {
    const { pushes } = Store.scratch();
    pushes.keep(digest(0), '+48', PDU);
    for (let at = 1; at < MAX_PENDING_PUSHES; at += 1) {
      assert.equal(pushes.keep(digest(at), '+49', PDU), null);
    }
    const made = [0, 1, 2].map((at) => pushes.keep(digest(90 + at), '+49', PDU)?.digest);
    assert.deepEqual(made, [digest(1), digest(2), digest(3)]);
    assert.equal(pushes.pending().length, MAX_PENDING_PUSHES);
    assert.equal(pushes.state(digest(0)), 'pending');
    assert.equal(pushes.state(digest(1)), null);
  });

  it('keeps one of a sender of whom none waits in the place of the oldest of all', () => {
    const { pushes } = Store.scratch();
    for (let at = 0; at < MAX_PENDING_PUSHES; at += 1) pushes.keep(digest(at), '+49', PDU);
    assert.equal(pushes.keep(digest(99), '+47', PDU)?.digest, digest(0));
    pushes.drop(digest(99));
    assert.equal(pushes.keep(digest(98), '+47', PDU), null);
  });

  it('forgets the oldest of what is closed, and never what waits', () => {
    const { pushes } = Store.scratch();
    pushes.keep(digest(0), '+49', PDU);
    for (let at = 1; at <= MAX_PUSHES + 1; at += 1) pushes.close(digest(at), '+49', 'applied');
    const states = [0, 1, 2, MAX_PUSHES + 1].map((at) => pushes.state(digest(at)));
    assert.deepEqual(states, ['pending', null, 'applied', 'applied']);
  });

  it('lets come again what these senders had in force', () => {
    const { pushes } = Store.scratch();
    pushes.close(digest(1), 'a', 'applied');
    pushes.close(digest(2), 'b', 'applied');
    pushes.close(digest(3), 'a', 'refused');
    pushes.forget((sender) => sender === 'a');
    const states = [1, 2, 3].map((at) => pushes.state(digest(at)));
    assert.deepEqual(states, [null, 'applied', 'refused']);
  });

  for (const [what, statement] of [
    ['a digest that is none', `UPDATE pushes SET digest = 'x'`],
    ['more tries than there are', 'UPDATE pushes SET tries = 4'],
    ['one that waits without a PDU', 'UPDATE pushes SET pdu = NULL'],
    ['a PDU of one that is closed', `UPDATE pushes SET state = 'applied'`],
  ] as const) {
    it(`is damaged by ${what}`, () =>
      inFolder((dir) => {
        const store = Store.open(dir, 'readers');
        store.pushes.keep(digest(1), '+49', PDU);
        store.close();
        edit(dir, statement);
        const again = Store.open(dir, 'readers');
        assert.ok(again.recovered !== null);
        again.close();
      }));
  }
});
