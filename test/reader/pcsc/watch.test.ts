import assert from 'node:assert/strict';
import { CAPABILITIES } from '../../../lib/reader/pcsc/connection.js';
import { Watch } from '../../../lib/reader/pcsc/watch.js';
import { brief } from '../../support/pcscd-client.js';

const EMPTY = 0x10;
const PRESENT = 0x20;
const MUTE = 0x200;
const UNKNOWN = 0x0c;
const UNAVAILABLE = 0x08;
const INUSE = 0x100;
const all = () => true;
const counted = (state: number, counter: number) => (state | (counter << 16)) >>> 0;

function watching(): { watch: Watch; told: () => string[] } {
  const events: string[] = [];
  const watch = new Watch(
    (name) => ({
      name,
      capabilities: CAPABILITIES,
      connect: () => Promise.reject(new Error('not asked for')),
    }),
    (event) => events.push(brief(event)),
  );
  return { watch, told: () => events.splice(0) };
}

describe('what the monitor tells becomes what a provider tells', () => {
  it('waits for every reader before it has listed', () => {
    const { watch, told } = watching();
    watch.listed(['A', 'B'], all, false);
    watch.state('A', EMPTY);
    assert.deepEqual(told(), ['up', 'empty A']);
    watch.state('B', PRESENT);
    assert.deepEqual(told(), ['card B', 'listed']);
  });

  it('has listed without a reader that went before it was told of', () => {
    const { watch, told } = watching();
    watch.listed(['A', 'B'], all, false);
    watch.state('A', EMPTY);
    watch.left('B');
    watch.answered();
    assert.deepEqual(told(), ['up', 'empty A', 'gone B', 'listed']);
  });

  it('does not take a listing for the end of a reader', () => {
    const { watch, told } = watching();
    watch.listed(['A'], all, false);
    watch.state('A', PRESENT);
    watch.listed([], all, true);
    assert.deepEqual(told(), ['up', 'card A', 'listed']);
  });

  for (const [what, before, after, expected] of [
    ['an insertion', counted(EMPTY, 2), counted(PRESENT, 3), ['card inserted A']],
    ['a removal', counted(PRESENT, 3), counted(EMPTY, 4), ['empty A']],
    ['a swap', counted(PRESENT, 3), counted(PRESENT, 5), ['empty A', 'card inserted A']],
    ['an odd step', counted(PRESENT, 3), counted(PRESENT, 4), ['empty A', 'card inserted A']],
    ['a new count', counted(PRESENT, 0xffff), counted(PRESENT, 1), ['empty A', 'card inserted A']],
    ['a card that came and went', counted(EMPTY, 2), counted(EMPTY, 4), []],
    ['a program on the card', counted(PRESENT, 3), counted(PRESENT | INUSE, 3), []],
    ['a card that wakes up', counted(PRESENT | MUTE, 3), counted(PRESENT, 3), []],
    ['a reader out of order', counted(PRESENT, 3), UNAVAILABLE, []],
    ['a reader that may have gone', counted(PRESENT, 3), UNKNOWN, []],
  ] as const) {
    it(`tells ${what} as ${expected.join(', ') || 'nothing'}`, () => {
      const { watch, told } = watching();
      watch.listed(['A'], all, false);
      watch.state('A', before);
      told();
      watch.state('A', after);
      assert.deepEqual(told(), expected);
    });
  }

  it('tells a reader gone when the service answers after that', () => {
    const { watch, told } = watching();
    watch.listed(['A', 'B'], all, false);
    watch.state('A', PRESENT);
    watch.state('B', PRESENT);
    told();
    watch.left('A');
    watch.listed(['B'], all, false);
    assert.deepEqual(told(), []);
    watch.answered();
    assert.deepEqual(told(), ['gone A']);
  });

  it('tells no reader gone of a service that ends', () => {
    const { watch, told } = watching();
    watch.listed(['A'], all, false);
    watch.state('A', PRESENT);
    told();
    watch.state('A', UNKNOWN);
    watch.left('A');
    watch.down('ended');
    watch.answered();
    assert.deepEqual(told(), ['down']);
  });

  it('takes a reader that is back under its name for another one', () => {
    const { watch, told } = watching();
    watch.listed(['A'], all, false);
    watch.state('A', counted(PRESENT, 1));
    told();
    watch.left('A');
    watch.state('A', counted(PRESENT, 1));
    assert.deepEqual(told(), ['gone A', 'card A']);
    watch.answered();
    assert.deepEqual(told(), []);
  });

  it('compares no counts across an outage', () => {
    const { watch, told } = watching();
    watch.listed(['A'], all, false);
    watch.state('A', counted(PRESENT, 3));
    watch.down('first');
    watch.down('second');
    watch.state('A', counted(PRESENT, 9));
    watch.listed(['A'], all, false);
    watch.state('A', counted(PRESENT, 1));
    assert.deepEqual(told(), ['up', 'card A', 'listed', 'down', 'up', 'card A', 'listed']);
  });

  it('tells once that a service is not there at all', () => {
    const { watch, told } = watching();
    watch.down('absent');
    watch.down('absent');
    assert.deepEqual(told(), ['down']);
  });

  describe('a stay', () => {
    const states = [
      ['a removal', (watch: Watch) => watch.state('A', counted(EMPTY, 2)), 'removed'],
      ['a swap', (watch: Watch) => watch.state('A', counted(PRESENT, 3)), 'removed'],
      [
        'the end of the reader',
        (watch: Watch) => {
          watch.left('A');
          watch.answered();
        },
        'removed',
      ],
      ['an outage', (watch: Watch) => watch.down('gone'), 'down'],
    ] as const;
    for (const [what, happens, code] of states) {
      it(`ends with ${what}`, () => {
        const { watch } = watching();
        watch.listed(['A'], all, false);
        watch.state('A', counted(PRESENT, 1));
        const stay = watch.stay('A');
        assert.equal(stay.aborted, false);
        happens(watch);
        assert.equal(stay.aborted, true);
        assert.equal(stay.reason.code, code);
      });
    }

    it('is refused where there is no card, no reader, no service', () => {
      const { watch } = watching();
      assert.throws(() => watch.stay('A'), { code: 'down' });
      watch.listed(['A'], all, false);
      assert.throws(() => watch.stay('A'), { code: 'removed' });
      watch.state('A', EMPTY);
      assert.throws(() => watch.stay('A'), { code: 'removed' });
      assert.throws(() => watch.stay('B'), { code: 'removed' });
    });
  });
});
