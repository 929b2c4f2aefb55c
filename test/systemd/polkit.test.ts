import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { eventually, output, Service } from '../support/service.js';

const PCSC_ACTIONS = '/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy';

const PKCHECK = 'pkcheck --action-id org.debian.pcsc-lite';

/** What pcscd asks about from 2.0 on, for a machine whose pcscd is older. */
const ACTIONS_OF_PCSC_LITE_2 = `<policyconfig>${['access_pcsc', 'access_card']
  .map(
    (action) => `
  <action id="org.debian.pcsc-lite.${action}">
    <description>${action}</description>
    <message>${action}</message>
    <defaults><allow_any>no</allow_any></defaults>
  </action>`,
  )
  .join('')}
</policyconfig>
`;

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

  after(async () => {
    for (const name of ['session', 'hook', 'other']) {
      rmSync(`/run/systemd/system/dmbootd-${name}@.service`, { force: true });
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

  it('let it reach readers and cards where pcsc-lite asks, and nobody else', async () => {
    if (!existsSync(PCSC_ACTIONS)) writeFileSync(PCSC_ACTIONS, ACTIONS_OF_PCSC_LITE_2);
    for (const action of ['access_pcsc', 'access_card']) {
      const asks = (user: string): Promise<string> =>
        output('runuser', '-u', user, '--', 'sh', '-c', `${PKCHECK}.${action} --process $$`);
      await eventually(() =>
        asks('root').then(
          () => true,
          () => false,
        ),
      );
      await asks('dmbootd');
      await assert.rejects(asks('nobody'), /Not authorized/);
    }
  });
});
