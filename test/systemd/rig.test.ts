import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';
import { eventually, noSystemd } from '../support/service.js';
import { skipBecause } from '../support/skip.js';

/** Nothing else on this machine has this argument. */
const NAP = '86399';

/** A machine within this one. */
const boot = (script: string): ChildProcess =>
  spawn(join(ROOT, 'test/support/systemd.sh'), ['sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const cgroups = (): string[] =>
  readdirSync('/sys/fs/cgroup', { recursive: true, encoding: 'utf8' }).filter((path) =>
    /dmbootd-test\.\d+$/.test(path),
  );

const naps = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${NAP}\0`;
    } catch {
      return false;
    }
  });

describe('a machine for tests', function () {
  this.timeout(60_000);
  before(function () {
    if (noSystemd !== null) skipBecause(this, noSystemd);
  });

  it('hands on what a command prints and how it ends', async () => {
    const machine = boot('echo "$SYSTEMD_RIG"; exit 7');
    const [[printed], [status]] = await Promise.all([
      once(machine.stdout!, 'data'),
      once(machine, 'close'),
    ]);
    assert.equal(String(printed), '1\n');
    assert.equal(status, 7);
    assert.deepEqual(cgroups(), []);
  });

  it('is gone with all that was in it when it is killed', async () => {
    const machine = boot(`touch /etc/made; echo up; exec sleep ${NAP}`);
    await once(machine.stdout!, 'data');
    assert.equal(cgroups().length, 1);
    await eventually(() => naps().length === 1);
    machine.kill('SIGKILL');
    await once(machine, 'close');
    assert.deepEqual(naps(), []);
    assert.deepEqual(cgroups(), []);
    assert.equal(existsSync('/etc/made'), false);
  });
});
