import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Found } from '../../../../daemon/ctl/doctor/examine.js';
import { Program, run } from '../../program.js';

interface Printed {
  readonly healthy: boolean;
  readonly failures: number;
  readonly warnings: number;
  readonly findings: readonly Found[];
}

describe('dmbootctl doctor', function () {
  this.timeout(30_000);
  let state: string;

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
  });
  afterEach(() => rmSync(state, { recursive: true }));

  async function printed(...args: string[]): Promise<Printed> {
    const { status, stdout } = await run('dmbootctl', [
      'doctor',
      '--json',
      '--state',
      state,
      ...args,
    ]);
    const answer: Printed = JSON.parse(stdout);
    assert.equal(status, answer.healthy ? 0 : 1);
    assert.equal(answer.healthy, answer.failures === 0);
    return answer;
  }

  const texts = ({ findings }: Printed, area: string): string[] =>
    findings.filter((one) => one.area === area).map((one) => `${one.state}: ${one.text}`);

  it('looks at a daemon that somebody runs by hand: its sockets, its state, its owner', async () => {
    const daemon = new Program('dmbootd', ['--state', state, '--log-level', 'info']);
    await daemon.logged(/PC\/SC/);
    try {
      const answer = await printed();
      assert.deepEqual(texts(answer, 'sockets'), [
        `ok: ${state}/control.sock answers`,
        `ok: ${state}/client.sock answers`,
      ]);
      const [sound, owner] = texts(answer, 'state');
      assert.equal(sound, `ok: ${state}/tree.sqlite is sound`);
      assert.equal(owner, `ok: process ${daemon.pid} owns it`);
      assert.match(texts(answer, 'permissions').join(), /^ok: .* 0700$/);
    } finally {
      await daemon.end('SIGTERM');
    }
    const answer = await printed();
    assert.deepEqual(texts(answer, 'state').slice(0, 2), [
      `ok: ${state}/tree.sqlite is sound`,
      'ok: no process owns it: no daemon runs on it',
    ]);
    assert.match(texts(answer, 'sockets').join(), /^fail: there is no .*control\.sock/);
  });

  it('tells people what fails, and what to do about it, on lines that fit a terminal', async () => {
    const config = join(state, 'dmbootd.toml');
    writeFileSync(config, '[log]\nlevel = "loud"\n');
    chmodSync(state, 0o755);
    const { status, stdout } = await run('dmbootctl', [
      'doctor',
      '--state',
      state,
      '--config',
      config,
    ]);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^configuration\n {2}fail {5}.*dmbootd\.toml:2: log\.level: expected one of/m,
    );
    assert.match(stdout, /^ {11}→ mend line 2; then systemctl restart dmbootd$/m);
    assert.match(stdout, /^ {2}fail .* has mode 0755: others reach secrets/m);
    assert.match(stdout, /\n\n\d+ failures?, (no|\d+) warnings?\n$/);
    assert.doesNotMatch(stdout, /\u001b/);
  });
});
