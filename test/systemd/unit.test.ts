import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { output, Service, UNIT } from '../support/service.js';

/** 0 is a service that can do nothing, 10 one that can do everything. */
const MOST_EXPOSED = 1.5;

/** `root:dmbootd 660` */
async function ownership(path: string): Promise<string> {
  return (await output('stat', '--format=%U:%G %a', path)).trim();
}

describe('the unit', function () {
  this.timeout(60_000);
  const service = new Service();

  it(`is exposed by ${MOST_EXPOSED} at most`, async () => {
    const told = await output('systemd-analyze', 'security', '--no-pager', UNIT);
    const level = /Overall exposure level for dmbootd\.service: ([\d.]+)/.exec(told)?.[1];
    console.log(`exposure level ${level}`);
    assert.ok(Number(level) <= MOST_EXPOSED, told);
  });

  it('runs as a user of its own, with folders of its own', async () => {
    await service.do('start');
    assert.equal(await ownership(`/proc/${await service.pid()}`), 'dmbootd:dmbootd 555');
    assert.equal(await ownership('/var/lib/dmbootd'), 'dmbootd:dmbootd 700');
    assert.equal(await ownership('/run/dmbootd'), 'dmbootd:dmbootd 755');
    assert.equal(await ownership('/etc/dmbootd/credentials'), 'root:root 700');
  });

  it('has a socket for operators and one for the DM client, which outlast it', async () => {
    const sockets = { control: 'root:dmbootd 660', client: 'root:dmbootd-client 660' };
    const all = async (): Promise<void> => {
      for (const [name, owner] of Object.entries(sockets)) {
        const path = `/run/dmbootd/${name}.sock`;
        assert.ok(statSync(path).isSocket());
        assert.equal(await ownership(path), owner);
      }
    };
    await service.do('start');
    await all();
    await service.do('restart');
    await all();
    await service.do('stop');
    await all();
  });
});
