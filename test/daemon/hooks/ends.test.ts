import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { endText, type HookEnd } from '../../../daemon/hooks/end.js';
import { readEnds } from '../../../daemon/hooks/ends.js';
import { removeLeftovers } from '../../../daemon/hooks/leftovers.js';
import { ROOT } from '../../support/paths.js';
import { listLog } from './made.js';

const LIMIT = 1_000;
const brief = ({ hook, result, code, signal, ms }: HookEnd) => [hook, result, code ?? signal, ms];

describe('what the unit of hooks tells', () => {
  it('is how each hook ended, by its name, in the order of the hooks', () => {
    const text =
      '3 20 b\n0 0 a\n139 70 c\n137 1000 d\n137 40 e\n127 0 f\n126 0 g h\n255 1 i\n0 5 never seen\n';
    const hooks = ['a', 'b', 'c', 'd', 'e', 'f', 'g h', 'i', 'j'].map((name) => `/hooks/${name}`);
    assert.deepEqual(readEnds(text, hooks, LIMIT).map(brief), [
      ['a', 'ok', 0, 0],
      ['b', 'exit', 3, 20],
      ['c', 'signal', 'SIGSEGV', 70],
      ['d', 'timeout', null, 1000],
      ['e', 'signal', 'SIGKILL', 40],
      ['f', 'not-run', null, 0],
      ['g h', 'not-run', null, 0],
      ['i', 'exit', 255, 1],
      ['j', 'unknown', null, null],
    ]);
  });

  it('may be anything at all, and is an end for each hook that there is', () => {
    const hooks = ['/hooks/10', '/hooks/20'];
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const ends = readEnds(`${text}\n0 1 10\n`, hooks, LIMIT);
        assert.deepEqual(
          ends.map(({ hook }) => hook),
          ['10', '20'],
        );
        for (const end of ends) assert.notEqual(endText(end), '');
      }),
    );
  });

  it('is what the program writes that runs them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
    try {
      const bodies = { a: 'exit 0', b: 'exit 3', c: 'kill -SEGV $$', d: 'sleep 600', e: 'echo $0' };
      for (const [name, body] of Object.entries(bodies)) {
        writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
      }
      const told = join(folder, '.told');
      const env = { ...process.env, DMBOOTD_HOOKS: folder, DMBOOTD_TIME_LIMIT: '0.3' };
      const run = (ends: Record<string, string>) =>
        execFileSync('sh', [join(ROOT, 'systemd/dmbootd-hooks')], {
          env: { ...env, ...ends },
          input: '{}',
          stdio: ['pipe', 'pipe', 'ignore'],
        });
      assert.throws(() => run({ DMBOOTD_ENDS: told }), { status: 1 });
      assert.equal(statSync(told).mode & 0o777, 0o644, 'the daemon is another user');
      const hooks = Object.keys(bodies).map((name) => join(folder, name));
      const ends = readEnds(readFileSync(told, 'utf8'), hooks, 300);
      assert.deepEqual(
        ends.map(({ result, code, signal }) => [result, code ?? signal]),
        [
          ['ok', 0],
          ['exit', 3],
          ['signal', 'SIGSEGV'],
          ['timeout', null],
          ['ok', 0],
        ],
      );
      for (const { ms } of ends) assert.equal(typeof ms, 'number');
      // A daemon of before does not ask, and a folder may not be there.
      assert.throws(() => run({}), { status: 1 });
      assert.throws(() => run({ DMBOOTD_ENDS: join(folder, 'no/such') }), { status: 1 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what is left over of hooks', () => {
  it('goes, but for events that are to be delivered, units that run, and what is not ours', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
    const { log, lines } = listLog();
    try {
      for (const name of ['e1.json', 'e1.env', 'e2.json', 'e3', 'e4', 'other', 'e5.json.x', 'e']) {
        writeFileSync(join(folder, name), '');
      }
      const runs = async (sequence: number): Promise<boolean> => sequence === 3;
      await removeLeftovers([folder, join(folder, 'none')], new Set([2]), runs, log);
      assert.deepEqual(readdirSync(folder).sort(), ['e', 'e2.json', 'e3', 'e5.json.x', 'other']);
      assert.deepEqual(lines, []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
