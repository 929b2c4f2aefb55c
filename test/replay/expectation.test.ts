import assert from 'node:assert/strict';
import fc from 'fast-check';
import { differences, parseExpectation, ReplayError } from '../../lib/replay/index.js';

describe('an expectation', () => {
  it('is an object with an exit code', () => {
    assert.deepEqual(parseExpectation('{"exit":1,"cards":[]}', 'x.json'), { exit: 1, cards: [] });
    for (const text of ['', '{', 'null', '[]', '{}', '{"exit":"1"}', '3']) {
      assert.throws(
        () => parseExpectation(text, 'x.json'),
        (error) => error instanceof ReplayError && /^x\.json: expected /.test(error.message),
        text,
      );
    }
  });
});

describe('the differences of two values', () => {
  it('are none where they are the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(differences(value, JSON.parse(JSON.stringify(value))), []);
      }),
      { seed: 33 },
    );
  });

  it('are some where they are not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        if (!same && differences(a, b).length === 0) assert.deepEqual(a, b);
      }),
      { seed: 34 },
    );
  });

  it('say where they are', () => {
    assert.deepEqual(
      differences(
        { exit: 0, cards: [{ outcome: 'applied' }] },
        { exit: 1, cards: [{ outcome: 'empty' }, 2] },
      ),
      [
        'exit: expected 0, came 1',
        'cards[0].outcome: expected "applied", came "empty"',
        'cards[1]: expected nothing, came 2',
      ],
    );
    assert.deepEqual(differences([1], 1), ['all of it: expected [1], came 1']);
    assert.deepEqual(differences({ a: [] }, { a: {} }), ['a: expected [], came {}']);
  });

  it('are bounded, and so is each', () => {
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, at) => [`k${at}`, 'x'.repeat(1000)]),
    );
    const all = differences(many, {});
    assert.equal(all.length, 9);
    assert.equal(all.at(-1), 'and 92 differences more');
    for (const one of all) assert.ok(one.length < 200);
  });
});
