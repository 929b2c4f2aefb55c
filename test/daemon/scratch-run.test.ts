import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, loadConfig } from '../../daemon/config/load.js';
import { type ScratchRun, scratchRun } from '../../daemon/scratch-run.js';
import { parseTrace } from '../../lib/trace/index.js';
import { ROOT } from '../support/paths.js';

const FOLDER = join(ROOT, 'apdu-traces');
const NAMES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.trace'))
  .map((file) => file.slice(0, -'.trace'.length));

const run = (name: string, text: string): Promise<ScratchRun> => {
  const toml = join(FOLDER, `${name}.toml`);
  const config = existsSync(toml) ? loadConfig(toml) : defaultConfig();
  return scratchRun(parseTrace(text, `${name}.trace`), config);
};
const recorded = (name: string): string => readFileSync(join(FOLDER, `${name}.trace`), 'utf8');

describe('a run into an empty tree', () => {
  it('comes to what dmbootd --trace comes to, for every trace of the collection', async () => {
    for (const name of NAMES) {
      const { cards } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
      const { visits, departures } = await run(name, recorded(name));
      assert.deepEqual(
        visits.map(({ card }) => card),
        cards,
        name,
      );
      assert.deepEqual(departures, [], name);
    }
  });

  it('keeps the tree before and after each visit, and knows what was purged when', async () => {
    const { visits, purged } = await run('3g/swapped', recorded('3g/swapped'));
    assert.deepEqual(
      visits.map(({ stay, before, after }) => [stay, before!.length, after!.length]),
      [
        [1, 7, 39],
        [2, 7, 39],
      ],
    );
    assert.deepEqual([...purged], [1]);
  });

  it('knows in which stay a card was visited once more', async () => {
    const { visits } = await run('3g/timed', recorded('3g/timed'));
    assert.deepEqual(
      visits.map(({ stay, card: { outcome } }) => [stay, outcome]),
      [
        [1, 'applied'],
        [1, 'unchanged'],
        [2, 'applied'],
      ],
    );
  });

  it('needs no PIN for a trace that has one, masked or not', async () => {
    for (const pin of ['****************', '31323334FFFFFFFF']) {
      const text = recorded('2g/pin').replace(/\*{16}/, pin);
      const trace = parseTrace(text, 'pin.trace');
      const { visits, departures } = await scratchRun(trace, defaultConfig());
      assert.deepEqual([visits[0]!.card.outcome, departures.length], ['applied', 0]);
    }
  });

  it('says where a trace holds something else than is asked', async () => {
    const { visits, departures, warnings } = await run(
      '3g/public',
      recorded('3g/public').replace('00B201F400', '00B201F401'),
    );
    assert.equal(departures.length, 1);
    assert.deepEqual(warnings, []);
    assert.deepEqual(visits[0]!.departure, departures[0]);
    const longer = await run(
      '3g/public',
      `${recorded('3g/public').trimEnd()}\n> 00A40004023F00\n< 9000\n`,
    );
    assert.equal(longer.departures.length, 1);
    assert.equal(longer.visits[0]!.departure, null);
    assert.equal(longer.visits[0]!.card.outcome, 'applied');
  });

  it('keeps the trees of the first visits only', async () => {
    const text = recorded('3g/taken-out');
    const stay = text.slice(text.indexOf('connect'));
    const { visits } = await run('3g/taken-out', text + stay.repeat(19));
    assert.equal(visits.length, 20);
    assert.equal(visits.filter(({ after }) => after !== null).length, 16);
  });
});
