import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, loadConfig } from '../../daemon/config/load.js';
import { Trials } from '../../daemon/replay/trial.js';
import type { Report } from '../../daemon/report.js';
import { runOnTraces } from '../../daemon/run.js';
import { OUTCOMES, type Outcome } from '../../lib/outcome.js';
import { parseTrace, type Trace } from '../../lib/trace/index.js';
import { captured } from '../daemon/captured.js';
import { CASES } from './cases.js';
import { filesOf, IMAGES } from './images.js';
import { FOLDER, README, withTables } from './readme.js';
import { recordedTrace } from './recorded.js';

const all = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });

const named = (end: string): string[] =>
  all
    .filter((file) => file.endsWith(end) && !file.startsWith('images/'))
    .map((file) => file.slice(0, -end.length))
    .sort();

interface Expected extends Report {
  readonly exit: number;
}

const expected = (name: string): Expected =>
  JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));

const trace = (name: string): Trace =>
  parseTrace(readFileSync(join(FOLDER, `${name}.trace`), 'utf8'), name);

/** What a trace cannot show: the state, not the card, makes this outcome. */
const NOT_SHOWN: readonly Outcome[] = ['store-error'];

const MOST_EXCHANGES = 27;

const trials = new Trials({ byState: false, realTime: false, faults: [], matrix: [] });

describe('the collection of traces', () => {
  const traces = named('.trace');

  it('has at least forty, of 2G, 3G and R-UIM, each with what must come of it', () => {
    assert.ok(traces.length >= 40);
    assert.deepEqual(named('.json'), traces);
    const folders = new Set(traces.map((name) => name.split('/')[0]));
    assert.deepEqual(folders, new Set(['2g', '2g-t1', '3g', '3g-t1', 'ruim']));
  });

  it('says of each trace what it shows and where it comes from', () => {
    for (const name of traces) {
      const text = readFileSync(join(FOLDER, `${name}.trace`), 'utf8');
      assert.match(text, /^# .+\n# Where it comes from: .+\ndmbootd-trace 1\n/, name);
    }
  });

  it('is listed in its README', () => {
    const page = readFileSync(README, 'utf8');
    assert.equal(withTables(page, traces), page, 'npm run traces');
  });

  it('has a configuration only for traces that it has', () => {
    assert.deepEqual(
      named('.toml').filter((name) => !traces.includes(name)),
      [],
    );
  });

  for (const name of traces) {
    it(`replays to what must come of it: ${name}`, async () => {
      for await (const { problems } of trials.of(join(FOLDER, `${name}.trace`))) {
        assert.deepEqual(problems, []);
      }
    });
  }

  for (const name of ['2g/pin', '3g/rejected', 'ruim/public']) {
    it(`is what the daemon prints: ${name}`, async () => {
      const path = join(FOLDER, name);
      const toml = `${path}.toml`;
      const config = existsSync(toml) ? loadConfig(toml) : defaultConfig();
      const { result, stdout, stderr } = await captured(() =>
        runOnTraces({
          config: { ...config, log: { level: 'error', format: 'text' } },
          record: null,
          json: true,
          traces: [`${path}.trace`],
          state: null,
        }),
      );
      assert.equal(stderr, '');
      assert.deepEqual({ exit: result, ...JSON.parse(stdout) }, expected(name));
    });
  }

  for (const mode of ['2g', '3g']) {
    for (const protocol of ['T=0', 'T=1']) {
      it(`shows every outcome that a trace can show: ${mode}, ${protocol}`, () => {
        const shown = new Set(
          traces
            .filter((name) => trace(name).protocol === protocol)
            .flatMap((name) => expected(name).cards)
            .filter((card) => card.mode === mode)
            .map(({ outcome }) => outcome),
        );
        assert.deepEqual(
          Object.keys(OUTCOMES).filter((outcome) => !shown.has(outcome as Outcome)),
          NOT_SHOWN,
        );
      });
    }
  }

  for (const name of ['2g/public-2700', '3g/public-2700']) {
    it(`reads 2.7 KB in at most ${MOST_EXCHANGES} exchanges: ${name}`, () => {
      const [card] = expected(name).cards;
      assert.equal(card?.outcome, 'applied');
      assert.ok(card.message!.length > 2560 && card.message!.length <= 2816);
      assert.ok(card.apdus <= MOST_EXCHANGES, `${card.apdus}`);
    });
  }

  it('is what would be recorded today', async () => {
    assert.deepEqual(CASES.map(({ file }) => file).sort(), traces);
    for (const one of CASES) {
      const file = `${one.file}.trace`;
      assert.equal(readFileSync(join(FOLDER, file), 'utf8'), await recordedTrace(one), file);
    }
    for (const { file, config } of CASES) {
      const toml = join(FOLDER, `${file}.toml`);
      assert.equal(existsSync(toml) ? readFileSync(toml, 'utf8') : undefined, config, toml);
    }
  });
});

describe('the collection of images', () => {
  it('is what would be written today, each with what must come of it', () => {
    const files = IMAGES.flatMap((one) =>
      filesOf(one).map(([end, text]) => [one.file + end, text]),
    );
    for (const [file, text] of files) assert.equal(readFileSync(join(FOLDER, file!), 'utf8'), text);
    const expectations = IMAGES.map(({ file }) => `${file}.expect.json`);
    assert.deepEqual(
      all.filter((file) => file.startsWith('images/')).sort(),
      [...files.map(([file]) => file), ...expectations].sort(),
    );
  });

  for (const { file, format } of IMAGES) {
    it(`replays to what must come of it: ${file}`, async () => {
      for await (const { problems } of trials.of(join(FOLDER, `${file}.card.${format}`))) {
        assert.deepEqual(problems, []);
      }
    });
  }
});
