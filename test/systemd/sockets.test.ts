import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { PROGRAMS } from '../daemon/program.js';
import { ask, jsonOf } from '../daemon/server/ask.js';
import { Service } from '../support/service.js';

const CONTROL = '/run/dmbootd/control.sock';
const CLIENT = '/run/dmbootd/client.sock';

/** What `dmbootctl status` comes to for somebody in no group but this one. */
function statusFor(group: string): { status: number | null; stdout: string; stderr: string } {
  const somebody = ['--reuid=nobody', `--regid=${group}`, '--clear-groups'];
  const line = [...somebody, process.execPath, PROGRAMS.dmbootctl, 'status'];
  return spawnSync('setpriv', line, { encoding: 'utf8' });
}

describe('the sockets of the unit', function () {
  this.timeout(60_000);
  const service = new Service();

  it('start the daemon when somebody asks, and are answered by it', async () => {
    await service.do('start');
    await service.do('stop');
    const status = jsonOf<{ daemon: { pid: number; state: string } }>(
      await ask(CONTROL, 'GET /v1/status'),
    );
    assert.equal(status.daemon.pid, await service.pid());
    assert.equal(status.daemon.state, '/var/lib/dmbootd');
    assert.deepEqual(jsonOf(await ask(CLIENT, 'GET /v1/accounts')), { accounts: [] });
  });

  it('are open to their groups, and to nobody else', async () => {
    await service.do('start');
    const operator = statusFor('dmbootd');
    assert.equal(operator.status, 0, operator.stderr);
    assert.match(operator.stdout, /^dmbootd .* runs since /);
    for (const group of ['nogroup', 'dmbootd-client']) {
      const { status, stderr } = statusFor(group);
      assert.equal(status, 69);
      assert.match(stderr, /EACCES.*group dmbootd/);
    }
  });
});
