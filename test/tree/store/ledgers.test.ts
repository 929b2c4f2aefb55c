import assert from 'node:assert/strict';
import { MAX_OUTBOX, MAX_PIN_ENTRIES, MAX_SIGHTINGS } from '../../../lib/tree/bounds.js';
import { Store, StoreError, TreeError } from '../../../lib/tree/index.js';
import { account, by, card, factory, inFolder, layer } from '../support.js';
import { edit } from './made.js';

describe('the PIN ledger', () => {
  let store: Store;
  beforeEach(() => {
    store = Store.scratch();
  });
  afterEach(() => store.close());

  it('knows nothing of a PIN, then a pending try, then that it was refused', () => {
    const { pins } = store;
    assert.equal(pins.look('1', '1234'), null);
    pins.begin('1', '1234', 3);
    assert.equal(pins.look('1', '1234'), null);
    pins.refuse('1', '1234');
    assert.equal(pins.look('1', '1234'), 'refused');
    assert.deepEqual([pins.look('2', '1234'), pins.look('1', '4321')], [null, null]);
  });

  it('settles every pending try of a card by the tries that are left, and of no other card', () => {
    const { pins } = store;
    pins.begin('1', '1111', 3);
    pins.begin('1', '2222', 2);
    pins.refuse('1', '3333');
    pins.begin('2', '1111', 3);
    pins.settle('1', 2);
    const known = (iccid: string) => ['1111', '2222', '3333'].map((pin) => pins.look(iccid, pin));
    assert.deepEqual(known('1'), ['refused', null, 'refused']);
    assert.deepEqual(known('2'), [null, null, null]);
    pins.settle('1', 0);
    assert.deepEqual(known('1'), ['refused', null, 'refused'], 'what was forgotten stays so');
    pins.settle('2', 2);
    assert.deepEqual(known('2'), ['refused', null, null]);
  });

  it('keeps the count from before the first of two tries that were not settled', () => {
    store.pins.begin('1', '1234', 3);
    store.pins.begin('1', '1234', 2);
    store.pins.settle('1', 2);
    assert.equal(store.pins.look('1', '1234'), 'refused');
  });

  it('never lets a refused PIN be tried again', () => {
    store.pins.refuse('1', '1234');
    assert.throws(
      () => store.pins.begin('1', '1234', 3),
      (error) => error instanceof TreeError && error.code === 'misuse',
    );
    assert.equal(store.pins.look('1', '1234'), 'refused');
  });

  it('forgets a try that went well, and all of a card when told to', () => {
    store.pins.begin('1', '1234', 3);
    store.pins.clear('1', '1234');
    assert.equal(store.pins.look('1', '1234'), null);
    store.pins.refuse('1', '1');
    store.pins.refuse('1', '2');
    store.pins.refuse('2', '1');
    assert.equal(store.forgetPins('1'), 2);
    assert.equal(store.forgetPins('1'), 0);
    assert.equal(store.pins.look('2', '1'), 'refused');
  });

  it('keeps its keyed hashes to itself: another store has others', () => {
    const other = Store.scratch();
    store.pins.refuse('1', '1234');
    assert.equal(other.pins.look('1', '1234'), null);
    other.close();
  });

  it('lets no PIN be tried when it is full, but for one that it knows', () => {
    for (let at = 0; at < MAX_PIN_ENTRIES; at += 1) {
      store.pins.begin('1', `${at}`, 3);
    }
    assert.throws(
      () => store.pins.begin('2', '1', 3),
      (error) => error instanceof StoreError && error.code === 'unwritable',
    );
    assert.doesNotThrow(() => store.pins.begin('1', '7', 2));
  }).timeout(10_000);
});

describe('sightings', () => {
  let store: Store;
  beforeEach(() => {
    store = Store.scratch();
  });
  afterEach(() => store.close());

  it('tell where a card was last, and which cards with a layer were last in a reader', () => {
    assert.equal(store.lastReaderOf('1'), null);
    store.apply(layer(card('1'), account('a')), { reader: 'A' });
    store.apply(layer(card('2'), account('b')), { reader: 'A' });
    store.apply(layer(factory('1'), account('c')), { reader: 'B' });
    store.sighted('none', 'A');
    assert.deepEqual(store.lastSeenIn('A'), ['1', '2']);
    store.sighted('1', 'B');
    assert.deepEqual([store.lastSeenIn('A'), store.lastSeenIn('B')], [['2'], ['1']]);
    assert.equal(store.lastReaderOf('1'), 'B');
    assert.equal(store.lastReaderOf('none'), 'A');
    store.purge([card('2')]);
    assert.deepEqual(store.lastSeenIn('A'), []);
  });

  it('come with an unchanged message too', () => {
    const input = layer(card('1'), account('a'));
    store.apply(input, { reader: 'A' });
    store.apply(input, { reader: 'B' });
    store.apply(input);
    assert.equal(store.lastReaderOf('1'), 'B');
  });

  it('of cards without a layer are not more than a bound', () => {
    store.apply(layer(card('kept'), account('a')), { reader: 'A' });
    for (let at = 0; at <= MAX_SIGHTINGS; at += 1) {
      store.sighted(`card ${at}`, 'B');
    }
    assert.equal(store.lastReaderOf('kept'), 'A');
    assert.equal(store.lastReaderOf('card 0'), null);
    assert.equal(store.lastReaderOf('card 1'), 'B');
  });

  it('know the cards that are held, until they are released', () => {
    for (const id of ['1', '2', '3']) {
      store.apply(layer(card(id), account(id)), { reader: 'A' });
    }
    store.purge([card('1'), card('2')], { hold: true });
    store.purge([card('3')]);
    const held = () => ['1', '2', '3', 'none'].map((id) => store.isHeld(id));
    assert.deepEqual(held(), [true, true, false, false]);
    store.release('1');
    store.release('none');
    assert.deepEqual(held(), [false, true, false, false]);
  });
});

describe('the counter of runs', () => {
  const begin = (dir: string): number => {
    const store = Store.open(dir, 'readers');
    try {
      return store.beginRun();
    } finally {
      store.close();
    }
  };

  it('goes on where the last owner of the folder left off', () =>
    inFolder((dir) => {
      assert.deepEqual([begin(dir), begin(dir)], [1, 2]);
      edit(dir, 'DROP TABLE outbox');
      assert.equal(begin(dir), 3, 'in a store that is built anew');
    }));
});

describe('the outbox', () => {
  let store: Store;
  beforeEach(() => {
    store = Store.scratch();
  });
  afterEach(() => store.close());

  it('holds every change of an account until it is delivered', () => {
    store.apply(layer(card('1'), account('a'), account('b')));
    store.write('./DMAcc/a/Name', { value: 'x' }, by('a'));
    store.apply(layer(card('1'), account('a'), account('b')));
    store.purge([card('1')]);
    const events = store.outbox.pending(10);
    assert.deepEqual(
      events.map(({ sequence, event, accountId }) => [sequence, event, accountId]),
      [
        [1, 'account-added', 'a1'],
        [2, 'account-added', 'a2'],
        [3, 'account-changed', 'a1'],
        [4, 'account-removed', 'a1'],
        [5, 'account-removed', 'a2'],
      ],
    );
    assert.deepEqual(events[0], {
      sequence: 1,
      event: 'account-added',
      accountId: 'a1',
      uri: './DMAcc/a',
      serverId: 'a',
      origin: card('1'),
    });
    store.outbox.delivered(3);
    assert.deepEqual(
      store.outbox.pending(10).map(({ sequence }) => sequence),
      [1, 2, 4, 5],
    );
  });

  it('holds one start of a session for each account that came or changed, until it goes', () => {
    const waiting = (): string[] =>
      started.outbox
        .pending(100)
        .filter(({ event }) => event === 'session-start')
        .map(({ sequence, accountId }) => `${sequence} ${accountId}`);
    const started = Store.scratch({ sessions: true });
    try {
      started.apply(layer(card('1'), account('a'), account('b')));
      assert.deepEqual(waiting(), ['2 a1', '4 a2']);
      started.write('./DMAcc/a/Name', { value: 'x' }, by('a'));
      assert.deepEqual(waiting(), ['4 a2', '6 a1']);
      started.apply(layer(card('1'), account('b')));
      assert.deepEqual(waiting(), ['4 a2']);
    } finally {
      started.close();
    }
  });

  it('never uses a number again', () => {
    store.apply(layer(card('1'), account('a')));
    store.outbox.delivered(1);
    store.purge([card('1')]);
    assert.equal(store.outbox.pending(1)[0]?.sequence, 2);
  });

  it('holds no more than a bound: the oldest go', () => {
    store.apply(layer(card('1'), account('a')));
    for (let at = 1; at <= MAX_OUTBOX; at += 1) {
      store.write('./Mine/Leaf', { value: `${at}` }, by('a'));
      store.write('./DMAcc/a/Name', { value: `${at}` }, by('a'));
    }
    const events = store.outbox.pending(2 * MAX_OUTBOX);
    assert.equal(events.length, MAX_OUTBOX);
    assert.equal(events[0]?.sequence, 2);
    assert.equal(store.outbox.dropped, 1);
  }).timeout(10_000);

  it('holds nothing of a change that failed', () => {
    store.apply(layer(card('1'), account('a')));
    assert.throws(() => store.write('./DMAcc/a/Name', { format: 'bin' }, by('a')), TreeError);
    assert.equal(store.outbox.pending(10).length, 1);
  });
});
