import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';
import { Service } from '../support/service.js';

const module = (name: string): string => realpathSync(join(ROOT, 'node_modules', name));

describe('the end of the daemon', function () {
  this.timeout(60_000);
  const service = new Service();

  /** Starts it where it ends at once with this status, and nothing is to be hoped of another start. */
  async function endsForGood(status: number): Promise<void> {
    await assert.rejects(service.do('start'));
    assert.equal(await service.show('ExecMainStatus'), String(status));
    assert.equal(await service.show('ActiveState'), 'failed');
  }

  it('is final where the configuration is wrong, with key and line in the journal', async () => {
    service.configure('[smartcard]\nmode = "4g"\n');
    await endsForGood(78);
    await service.journal.next({
      _SYSTEMD_UNIT: 'dmbootd.service',
      PRIORITY: '3',
      MESSAGE: /^dmbootd: \/etc\/dmbootd\/dmbootd\.toml:2: smartcard\.mode: expected one of/,
    });
  });

  it('is final where the command line is wrong', async () => {
    await service.change('ExecStart=', 'ExecStart=/usr/bin/dmbootd --verbose');
    await endsForGood(64);
  });

  it('is final where the PC/SC binding is not installed', async () => {
    await service.change(`InaccessiblePaths=${module('pcsclite')}`);
    await service.do('start');
    await service.shows('ActiveState', 'failed');
    assert.equal(await service.show('ExecMainStatus'), '69');
  });

  it('is none where it was killed', async () => {
    await service.change('RestartSec=100ms');
    await service.do('start');
    process.kill(await service.pid(), 'SIGKILL');
    await service.shows('NRestarts', '1');
    await service.shows('StatusText', /^2 readers/);
  });

  it('follows soon where the service manager cannot be told that it is ready, with the reason', async () => {
    await service.change(`InaccessiblePaths=${module('unix-dgram')}`, 'TimeoutStartSec=3');
    await assert.rejects(service.do('start'));
    await service.journal.next({ PRIORITY: '3', MESSAGE: /unix-dgram/, _TRANSPORT: 'stdout' });
  });
});
