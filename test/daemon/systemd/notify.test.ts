import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendDatagram } from '../../../daemon/systemd/datagram.js';
import { ServiceManager } from '../../../daemon/systemd/notify.js';
import { Mailbox, noDatagrams } from '../../support/mailbox.js';
import { skipBecause } from '../../support/skip.js';

describe('the service manager', () => {
  let folder: string;
  let mailbox: Mailbox;
  const path = (): string => join(folder, 'notify');

  beforeEach(function () {
    if (noDatagrams !== null) skipBecause(this, noDatagrams);
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-notify-'));
    mailbox = new Mailbox(path());
  });
  afterEach(() => {
    if (noDatagrams !== null) return;
    mailbox.close();
    rmSync(folder, { recursive: true });
  });

  const told = async (): Promise<string> => (await mailbox.next()).toString();

  it('is told what sd_notify(3) has words for', async () => {
    const manager = new ServiceManager({ NOTIFY_SOCKET: path() });
    const before = process.hrtime.bigint() / 1000n;
    assert.equal(manager.ready(), true);
    manager.reloading();
    manager.alive();
    manager.stopping();
    assert.equal(await told(), 'READY=1');
    const [reloading, when] = (await told()).split('\nMONOTONIC_USEC=');
    assert.equal(reloading, 'RELOADING=1');
    assert.ok(BigInt(when!) >= before && BigInt(when!) <= process.hrtime.bigint() / 1000n);
    assert.equal(await told(), 'WATCHDOG=1');
    assert.equal(await told(), 'STOPPING=1');
  });

  it('is told a status once', async () => {
    const manager = new ServiceManager({ NOTIFY_SOCKET: path() });
    for (const line of ['one', 'one', 'two', 'one']) manager.status(line);
    for (const line of ['one', 'two', 'one']) assert.equal(await told(), `STATUS=${line}`);
  });

  it('that hears nothing is known as such', () => {
    const manager = new ServiceManager({ NOTIFY_SOCKET: join(folder, 'none') });
    assert.equal(manager.ready(), false);
    assert.equal(sendDatagram(Buffer.alloc(1), join(folder, 'none')), false);
  });

  it('that is none is told nothing, and that is no failure', () => {
    assert.equal(new ServiceManager({}).ready(), true);
  });

  for (const [what, environment, watchdog] of [
    ['waits for no sign of life unless it says so', {}, null],
    ['says for how long it waits', { WATCHDOG_USEC: '30000000' }, 30_000],
    [
      'says so to this process',
      { WATCHDOG_USEC: '2000000', WATCHDOG_PID: String(process.pid) },
      2_000,
    ],
    ['says so to another process', { WATCHDOG_USEC: '2000000', WATCHDOG_PID: '1' }, null],
    ['says what is no time', { WATCHDOG_USEC: 'soon' }, null],
    ['says that it waits for nothing', { WATCHDOG_USEC: '0' }, null],
  ] as const) {
    it(what, () => assert.equal(new ServiceManager(environment).watchdog, watchdog));
  }
});
