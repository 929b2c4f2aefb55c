import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { output, Service } from '../support/service.js';
import { skipBecause } from '../support/skip.js';

const PCSC_ACTIONS = '/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy';

/** As a program without a terminal: nobody is asked for a password. */
const systemctl = (user: string, ...words: readonly string[]): Promise<string> =>
  output('runuser', '-u', user, '--', 'systemctl', '--no-ask-password', ...words);

const refused = (user: string, ...words: readonly string[]): Promise<void> =>
  assert.rejects(systemctl(user, ...words), /authentication required|Access denied/, words.join());

describe('the rules of polkit', function () {
  this.timeout(60_000);
  new Service();

  before(async () => {
    for (const name of ['session', 'hook', 'other']) {
      writeFileSync(
        `/run/systemd/system/dmbootd-${name}@.service`,
        '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n',
      );
    }
    await output('systemctl', 'daemon-reload');
  });

  for (const unit of ['dmbootd-session@a1.service', 'dmbootd-hook@e1048576.service']) {
    it(`let the daemon start and stop ${unit}, and nothing else of it`, async () => {
      await systemctl('dmbootd', 'start', unit);
      assert.equal(await output('systemctl', 'is-active', unit), 'active\n');
      await refused('dmbootd', 'kill', unit);
      await refused('dmbootd', 'restart', unit);
      await refused('dmbootd', 'set-property', '--runtime', unit, 'CPUWeight=10');
      await systemctl('dmbootd', 'stop', unit);
      await refused('nobody', 'start', unit);
    });
  }

  it('let it start no other unit, nor one whose instance is no id of its own', async () => {
    const units = [
      ...['pcscd.service', 'dmbootd.service', 'dmbootd-other@a1.service'],
      ...['dmbootd-session@1.service', 'dmbootd-session@root.service'],
      ...['dmbootd-session@a1-2.service', 'dmbootd-session@A1.service', 'dmbootd-hook@a1.socket'],
      'dmbootd-session@a1234567890123456.service',
    ];
    for (const unit of units) await refused('dmbootd', 'start', unit);
    await refused('dmbootd', 'stop', 'pcscd.socket');
    await refused('dmbootd', 'daemon-reload');
  });

  it('let it reach readers and cards where pcsc-lite asks', async function () {
    if (!existsSync(PCSC_ACTIONS)) skipBecause(this, 'pcscd does not ask polkit before 2.0');
    for (const action of ['access_pcsc', 'access_card']) {
      const id = `org.debian.pcsc-lite.${action}`;
      const check = ['pkcheck', '--action-id', id, '--process'];
      await output('runuser', '-u', 'dmbootd', '--', 'sh', '-c', `exec ${check.join(' ')} $$`);
    }
  });
});
