import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, parseConfig } from '../../../daemon/config/load.js';
import { type Clock, NO_TIME } from '../../../daemon/replay/clock.js';
import { type PlayedByState, playByState } from '../../../daemon/replay/play.js';
import { type ImageSource, readSource } from '../../../daemon/replay/source.js';
import { PinWatch } from '../../../lib/replay/index.js';
import { Store } from '../../../lib/tree/index.js';
import { bootstrapImage } from '../../../lib/virtual-card/bootstrap-image.js';
import { FOLDER } from '../../replay/matrix.js';
import { CASES } from '../../traces/cases.js';

/** Cards of the collection to which nothing happens but their visit. */
const QUIET = CASES.filter(
  ({ cards, edit, tearAt }) => cards.length === 1 && edit === undefined && tearAt === undefined,
);

async function played(
  source: ImageSource,
  store: Store,
  { clock = NO_TIME, pins = new PinWatch(2) } = {},
): Promise<PlayedByState> {
  const run = await playByState({ source, store, clock, pins });
  assert.deepEqual([run.errors, run.departures, run.unused], [[], [], []]);
  return run;
}

describe('the replay of a card image', () => {
  const store = Store.scratch();
  afterEach(() => store.empty());
  after(() => store.close());

  for (const { file, cards, change, config } of QUIET) {
    it(`comes to what the trace of its card comes to, and takes it out: ${file}`, async () => {
      const image = bootstrapImage(cards[0]!);
      const { exit, report } = await played(
        {
          file,
          image: change?.(image) ?? image,
          config: config === undefined ? defaultConfig() : parseConfig(config, file),
          expectation: null,
        },
        store,
      );
      const expected = JSON.parse(readFileSync(join(FOLDER, `${file}.json`), 'utf8'));
      const told = JSON.parse(JSON.stringify(report.cards));
      assert.deepEqual(
        [exit, told],
        [expected.exit, expected.cards.map((card: object) => ({ ...card, reader: 'Replay' }))],
      );
      const { outcome, identity } = report.cards[0]!;
      assert.deepEqual(
        report.purged,
        outcome === 'applied' ? [{ kind: 'smartcard', id: identity }] : [],
      );
    });
  }

  it('leaves nothing of the card, and makes it anew the next time', async () => {
    const source = await readSource(join(FOLDER, 'images/uicc-pin.card.toml'));
    assert.ok('image' in source);
    const pins = new PinWatch(2);
    for (let time = 1; time <= 2; time += 1) {
      const { report } = await played(source, store, { pins });
      assert.deepEqual(
        report.cards.map(({ outcome }) => outcome),
        ['applied'],
      );
      assert.equal(store.layers().length, 0);
      assert.equal(pins.tries, time);
    }
    assert.deepEqual([pins.vain, pins.breaches], [0, []]);
  });

  it('never tries a PIN twice that the card refused', async () => {
    const source = await readSource(join(FOLDER, 'images/wrong-pin.card.toml'));
    assert.ok('image' in source);
    const pins = new PinWatch(2);
    const outcomes = [];
    for (let time = 1; time <= 2; time += 1) {
      const { report } = await played(source, store, { pins });
      outcomes.push(...report.cards.map(({ outcome }) => outcome));
    }
    assert.deepEqual(outcomes, ['pin-rejected', 'pin-guarded']);
    assert.deepEqual([pins.tries, pins.vain, pins.breaches], [1, 1, []]);
  });

  it('takes in real time what the image says', async () => {
    const source = await readSource(join(FOLDER, 'images/slow.card.json'));
    assert.ok('image' in source);
    const waits: number[] = [];
    const time = { now: () => 0, wait: async (ms: number) => void waits.push(ms) };
    const clock: Clock = { time, patience: 1000 };
    const { report } = await played(source, store, { clock });
    assert.deepEqual(waits, Array(report.cards[0]!.apdus).fill(4));
  });
});
