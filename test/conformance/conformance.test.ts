import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../support/paths.js';
import { APPENDIX_B, type Keyword, STATEMENTS } from './items.js';
import { conformancePage } from './page.js';

/** The words of requirement in each clause of the specification, in its order. */
const WORDS: Readonly<Record<string, readonly Keyword[]>> = {
  '5.1.2': ['MUST'],
  '5.1.2.3': ['SHOULD'],
  '5.3': ['MUST'],
  '5.4.2': ['SHOULD', 'SHOULD'],
  '5.4.3': ['MUST'],
  '5.4.4': ['MUST', 'MUST NOT'],
  '5.4.5': ['SHOULD', 'SHOULD'],
  '5.4.6': ['MUST', 'MUST'],
  '5.4.7': ['MUST'],
  '5.5': ['MUST', 'MUST', 'RECOMMENDED'],
  '5.5.2': ['MUST'],
  '5.5.3': ['MUST'],
  '5.5.4': ['MUST', 'MUST', 'MUST', 'MUST NOT'],
  '5.5.5': ['MUST NOT', 'SHOULD', 'MUST', 'SHOULD', 'SHOULD'],
  '5.5.6': ['MUST', 'SHALL', 'SHOULD', 'SHOULD'],
  '6.1': ['MUST NOT'],
  '6.3': ['MUST', 'MUST'],
  'D.1': ['MUST', 'RECOMMENDED', 'MUST', 'MUST', 'MUST'],
  'D.2.1': ['MUST', 'MUST'],
  'D.2.4': ['MUST'],
  'D.2.5': ['MUST'],
  'D.3.1': ['MUST', 'MUST', 'MUST'],
  'D.3.4': ['must'],
  'D.3.5': ['MUST'],
  'D.4.1': ['MUST NOT'],
  'D.4.2': ['MUST', 'MUST', 'MUST', 'MUST NOT'],
};

/** `C` with the letters of its items in order: M is mandatory, O optional. */
const ITEMS: readonly (readonly [prefix: string, levels: string])[] = [
  ['DM-BOOT-C', 'MOMOOOOOOOMMOOOM'],
  ['DM-BOOT-S', 'OMMM'],
  ['BOOTCFGMO-T', 'OOOO'],
  ['BOOTCFGMO-C', 'MMM'],
  ['BOOTCFGMO-S', 'M'],
  ['BOOTCFGMO', 'M'],
];

interface DryTest {
  readonly file: string;
  readonly fullTitle: string;
}

const ALL = [...APPENDIX_B, ...STATEMENTS];

/** The tests of these files as mocha finds them, without running any; none that is switched off in the code. */
function titlesOf(files: readonly string[]): Map<string, string[]> {
  const mocha = join(ROOT, 'node_modules/.bin/mocha');
  const { stdout, stderr } = spawnSync(
    mocha,
    ['--dry-run', '--reporter', 'json', ...files.map((file) => `dist/test/${file}.test.js`)],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const { tests, pending } = JSON.parse(stdout.slice(stdout.indexOf('{\n'))) as {
    readonly tests: readonly DryTest[];
    readonly pending: readonly DryTest[];
  };
  assert.ok(tests.length > 0, stderr);
  const off = new Set(pending.map(({ fullTitle }) => fullTitle));
  const titles = new Map<string, string[]>();
  for (const { file, fullTitle } of tests) {
    if (off.has(fullTitle)) continue;
    const name = relative(join(ROOT, 'dist/test'), file).replace(/\.test\.js$/, '');
    titles.set(name, [...(titles.get(name) ?? []), fullTitle]);
  }
  return titles;
}

function pattern(title: string): RegExp {
  const plain = title.split('…').map((text) => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${plain.join('.+')}$`);
}

describe('the page on conformance', () => {
  it('is what its table says (npm run conformance)', () => {
    assert.equal(readFileSync(join(ROOT, 'docs/conformance.md'), 'utf8'), conformancePage());
  });

  it('has every item of Appendix B, in order', () => {
    const expected = ITEMS.flatMap(([prefix, levels]) =>
      [...levels].map((level, at) => `${prefix}-${`${at + 1}`.padStart(3, '0')}-${level}`),
    );
    assert.deepEqual(
      APPENDIX_B.map(({ id }) => id),
      expected,
    );
  });

  it('has every requirement of the clauses, in order', () => {
    const expected = Object.entries(WORDS).flatMap(([clause, words]) =>
      words.map((word) => `${clause} ${word}`),
    );
    assert.deepEqual(
      STATEMENTS.map(({ clause, keyword }) => `${clause} ${keyword}`),
      expected,
    );
  });

  it('names a test for all that is done, and says why what is not done is not', () => {
    for (const { asks, state, tests, note } of ALL) {
      if (state === 'not done') assert.equal(tests.length, 0, asks);
      else assert.ok(tests.length > 0, asks);
      if (state === 'not done' || state === 'in part') assert.ok(note, asks);
    }
  });

  it('names tests that are there, and not switched off', () => {
    const named = ALL.flatMap(({ tests }) => tests);
    const titles = titlesOf([...new Set(named.map(([file]) => file))]);
    const missing = named.filter(([file, title]) => {
      const wanted = pattern(title);
      return !titles.get(file)?.some((one) => wanted.test(one));
    });
    assert.deepEqual(missing, []);
  });
});
