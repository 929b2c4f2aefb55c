import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';
import { Service } from '../support/service.js';

describe('a machine that is booted again over the same state', function () {
  this.timeout(120_000);
  // Installs: a machine within this one is laid over its files.
  new Service();
  const machines: ChildProcess[] = [];
  let state: string | null = null;

  beforeEach(() => {
    // On the file system of this machine: /tmp is another one.
    state = mkdtempSync('/var/lib/boots-');
  });
  afterEach(() => {
    for (const machine of machines.splice(0)) machine.kill('SIGKILL');
    if (state !== null) rmSync(state, { recursive: true });
  });

  /** Boots a machine, and takes what it tells first. */
  async function boot(...words: readonly string[]) {
    const machine = spawn(
      join(ROOT, 'test/support/systemd.sh'),
      ['node', join(ROOT, 'dist/test/support/boots.js'), ...words],
      {
        env: { ...process.env, SYSTEMD_RIG_STATE: state!, SYSTEMD_RIG_LIMIT: '50' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    machines.push(machine);
    const ended = once(machine, 'close');
    const [told] = await once(machine.stdout, 'data');
    return { machine, ended, told: JSON.parse(String(told)) };
  }

  for (const [how, stops] of [
    ['whose power went', false],
    ['that was stopped in good order', true],
  ] as const) {
    it(`${how} delivers what was not delivered, and purges what the card that is gone had brought`, async () => {
      const { machine, ended, told } = await boot('fill', ...(stops ? ['stops'] : []));
      assert.deepEqual(told, { marks: ['1 account-added a1'], accounts: ['a1'] });
      if (!stops) machine.kill('SIGKILL');
      await ended;
      const next = await boot('look');
      await next.ended;
      assert.deepEqual(next.told, {
        marks: ['1 account-added a1', '2 account-removed a1'],
        accounts: [],
      });
    });
  }
});
