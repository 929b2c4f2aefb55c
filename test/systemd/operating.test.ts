import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchCard, sample } from '../support/bench-card.js';
import { ROOT } from '../support/paths.js';
import { SLOTS } from '../support/pcscd.js';
import { heard } from '../support/secrecy.js';
import { output, Service } from '../support/service.js';

interface Command {
  readonly heading: string;
  readonly line: string;
}

/** The commands of the guide that are marked as `sh`, in order. */
const COMMANDS: readonly Command[] = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .flatMap((section) =>
    [...section.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) =>
      block!
        .trim()
        .split('\n')
        .map((line) => ({ heading: section.split('\n', 1)[0]!, line })),
    ),
  );

/** What is printed; rejects where it ends with another status than 0. */
const follow = (line: string): Promise<string> =>
  new Promise((resolve, reject) =>
    execFile('sh', ['-e', '-c', line], (error, stdout, stderr) => {
      heard(stdout + stderr);
      if (error) reject(new Error(`${line}\n${stdout}${stderr}`));
      else resolve(stdout);
    }),
  );

describe('the guide for operators', function () {
  this.timeout(60_000);
  const service = new Service();
  const HOOKS = '/etc/dmbootd/hooks.d';
  const BACKUP = '/root/dmbootd-state.tar';

  after(async () => {
    rmSync(BACKUP, { force: true });
    rmSync(HOOKS, { recursive: true, force: true });
    await output('systemctl', 'disable', 'dmbootd.service');
  });

  it('has commands that all work, on a machine with a card and with no trouble', async () => {
    assert.ok(COMMANDS.length > 25);
    mkdirSync(HOOKS, { recursive: true });
    writeFileSync(join(HOOKS, '50-tells'), '#!/bin/sh\necho "$DMBOOTD_EVENT"\n', { mode: 0o755 });
    await output('systemctl', 'enable', '--now', 'dmbootd.service');
    service.configure('[log]\nlevel = "info"\n');
    const card = new BenchCard({ message: sample('one-account') });
    await service.put(card, SLOTS[0]);
    await service.journal.next({
      _SYSTEMD_UNIT: 'dmbootd-hook@e1.service',
      MESSAGE: 'account-added',
    });
    const printed = new Map<string, string>();
    for (const { line } of COMMANDS) {
      const isUp = (await service.show('ActiveState')) === 'active';
      if (isUp) await service.shows('StatusText', '2 readers, 1 card, 1 account');
      printed.set(line, await follow(line));
    }
    assert.match(printed.get('dmbootctl doctor')!, /no failures, no warnings/);
    assert.match(printed.get('dmbootctl events')!, /card-visited .*: unchanged/);
    assert.match(printed.get('dmbootctl accounts')!, /com\.example\.dm/);
    assert.equal(service.accounts().length, 1);
    assert.equal(card.pin.left, 3, 'no try was spent');
  });
});
