import assert from 'node:assert/strict';
import fc from 'fast-check';
import { faultText, parseFault, parseKinds, placed, ReplayError } from '../../lib/replay/index.js';

const refused = (work: () => unknown, pattern: RegExp): void => {
  assert.throws(work, (error) => {
    assert.ok(error instanceof ReplayError);
    assert.equal(error.code, 'bad-fault');
    assert.match(error.message, pattern);
    return true;
  });
};

describe('a fault', () => {
  it('is read with its place and its value', () => {
    assert.deepEqual(parseFault('tear@1'), { kind: 'tear', at: 1 });
    assert.deepEqual(parseFault('tear-mid@20'), { kind: 'tear-mid', at: 20 });
    assert.deepEqual(parseFault('sw@3=6f00'), { kind: 'sw', at: 3, sw: 0x6f00 });
    assert.deepEqual(parseFault('delay@4=3s'), { kind: 'delay', at: 4, ms: 3000 });
    assert.deepEqual(parseFault('delay@4=250ms'), { kind: 'delay', at: 4, ms: 250 });
    assert.deepEqual(parseFault('mute@5'), { kind: 'mute', at: 5 });
    assert.deepEqual(parseFault('garble@6'), { kind: 'garble', at: 6 });
    assert.deepEqual(parseFault('reset@7'), { kind: 'reset', at: 7 });
    assert.deepEqual(parseFault('swap@8=a=b @1.trace'), {
      kind: 'swap',
      at: 8,
      other: 'a=b @1.trace',
    });
  });

  for (const text of [
    ...['', 'tear', 'tear@', 'tear@0', 'tear@-1', 'tear@1.5', 'tear@1=6F00', 'tear@10000000'],
    ...['rip@1', '@1', 'swap@1', 'TEAR@1', ' tear@1', 'tear@1 ', 'tear@1,mute@2'],
  ]) {
    it(`is not "${text}"`, () => refused(() => parseFault(text), /expected tear@N, .* came /));
  }

  for (const text of ['sw@1', 'sw@1=6F0', 'sw@1=6F000', 'sw@1=0000', 'sw@1=XXXX']) {
    it(`needs a status word: "${text}"`, () => refused(() => parseFault(text), /status word/));
  }

  for (const text of [
    'delay@1',
    'delay@1=3',
    'delay@1=-3s',
    'delay@1=3601s',
    'delay@1=99999999s',
  ]) {
    it(`needs a time: "${text}"`, () => refused(() => parseFault(text), /such as 3s/));
  }

  it('is said as it is read', () => {
    const at = fc.integer({ min: 1, max: 999_999 });
    const kind = fc.constantFrom('tear', 'tear-mid', 'mute', 'garble', 'reset');
    const fault = fc.oneof(
      fc.record({ kind, at }),
      fc.record({ kind: fc.constant('sw'), at, sw: fc.integer({ min: 0x6000, max: 0x6fff }) }),
      fc.record({ kind: fc.constant('delay'), at, ms: fc.integer({ min: 0, max: 3_600_000 }) }),
      fc.record({ kind: fc.constant('swap'), at, other: fc.string({ minLength: 1 }) }),
    ) as fc.Arbitrary<ReturnType<typeof parseFault>>;
    fc.assert(
      fc.property(fault, (one) => {
        assert.deepEqual(parseFault(faultText(one)), { ...one });
      }),
      { seed: 31 },
    );
  });

  it('is a refusal or a fault, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const read of [parseFault, parseKinds]) {
          try {
            read(text);
          } catch (error) {
            assert.ok(error instanceof ReplayError);
          }
        }
      }),
      { seed: 32 },
    );
  });
});

describe('the faults of a matrix', () => {
  it('have no place yet, and a value where none is named', () => {
    assert.deepEqual(parseKinds('tear,sw,sw=6982,delay,swap=x.trace'), [
      { kind: 'tear' },
      { kind: 'sw', sw: 0x6f00 },
      { kind: 'sw', sw: 0x6982 },
      { kind: 'delay', ms: 3000 },
      { kind: 'swap', other: 'x.trace' },
    ]);
    assert.deepEqual(placed({ kind: 'tear' }, 3), { kind: 'tear', at: 3 });
  });

  for (const text of ['', 'tear,', 'tear,,sw', 'tear@1', 'swap', 'tear=1', 'tear sw']) {
    it(`are not "${text}"`, () => refused(() => parseKinds(text), /expected /));
  }
});
