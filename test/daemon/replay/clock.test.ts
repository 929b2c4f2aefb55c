import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { playByState, playInOrder } from '../../../daemon/replay/play.js';
import { readSource } from '../../../daemon/replay/source.js';
import { PinWatch } from '../../../lib/replay/index.js';
import { parseTrace } from '../../../lib/trace/index.js';
import { Store } from '../../../lib/tree/index.js';
import { FOLDER } from '../../replay/matrix.js';

const FILE = join(FOLDER, '3g/public.trace');

describe('the time that a trace takes', () => {
  for (const [manner, play] of [
    ['in its order', playInOrder],
    [
      'by state',
      (stage: Parameters<typeof playInOrder>[0]) =>
        playByState({ ...stage, pins: new PinWatch(2) }),
    ],
  ] as const) {
    it(`is what each answer took in it: ${manner}`, async () => {
      let micros = 0;
      const took: number[] = [];
      // Each answer takes a millisecond longer than the one before, each command two after the last answer.
      const text = readFileSync(FILE, 'utf8').replace(/^(connect|atr|>|<)/gm, (word) => {
        const isAnswer = word === 'atr' || word === '<';
        if (isAnswer) took.push(took.length + 1);
        micros += isAnswer ? took.length * 1000 : 2000;
        return `+${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')} ${word}`;
      });
      const waited: number[] = [];
      const wait = async (ms: number): Promise<void> => {
        waited.push(ms);
      };
      const store = Store.scratch();
      const source = { ...readSource(FILE), trace: parseTrace(text, FILE) };
      const { report } = await play({ source, store, clock: { wait, patience: 1000 } });
      store.close();
      assert.deepEqual(
        report.cards.map(({ outcome }) => outcome),
        ['applied'],
      );
      assert.deepEqual(waited, took);
    });
  }
});
