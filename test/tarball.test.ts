import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './support/paths.js';

describe('the tarball of npm', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
  after(() => rmSync(folder, { recursive: true }));

  it('has all that a replay takes', () => {
    const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
    const name = execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }).trim();
    execFileSync('tar', ['xf', join(folder, name), '-C', folder]);
    const installed = join(folder, 'package');
    symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
    const program = join(installed, 'dist/daemon/dmbootd.js');
    const trace = join(installed, 'apdu-traces/3g/public.trace');
    const told = execFileSync(process.execPath, [
      program,
      '--json',
      '--log-level',
      'error',
      '--trace',
      trace,
    ]);
    assert.equal(JSON.parse(told.toString()).cards[0].outcome, 'applied');
    assert.ok(!existsSync(join(installed, 'systemd/debian')));
  });
});
