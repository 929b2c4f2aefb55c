import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { BenchCard, sample } from '../support/bench-card.js';
import { SLOTS } from '../support/pcscd.js';
import { eventually, output, Service } from '../support/service.js';

const DROP_INS = '/etc/systemd/system/dmbootd-session@.service.d';
const NETWORK = '/etc/systemd/system/test-network.service';

/** What a program that configures the network does: network-online.target is reached when it is done. */
const CONFIGURES = `
[Unit]
Before=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=ip link add wwan0 type veth peer name peer0
ExecStart=ip address add 192.0.2.2/24 dev wwan0
ExecStart=ip link set peer0 up
ExecStart=ip link set wwan0 up
ExecStart=ip route add default via 192.0.2.1
ExecStop=ip link delete wwan0
[Install]
RequiredBy=network-online.target
`;

const stateOf = async (unit: string): Promise<string> =>
  (await output('systemctl', 'show', '--value', '-p', 'ActiveState', unit)).trim();

describe('a session that waits for the network', function () {
  this.timeout(60_000);
  const service = new Service();
  const SESSION = 'dmbootd-session@a1.service';

  beforeEach(async () => {
    mkdirSync(DROP_INS, { recursive: true });
    const client = '[Service]\nExecStart=\nExecStart=/bin/sleep infinity\nDynamicUser=yes\n';
    writeFileSync(`${DROP_INS}/client.conf`, client);
    writeFileSync(NETWORK, CONFIGURES);
    await output('systemctl', 'enable', 'test-network.service');
    service.configure('[session]\nstart = "systemd"\nsettle = "0s"\nnetwork = "online"\n');
  });
  afterEach(async () => {
    await output('systemctl', 'stop', 'network-online.target', 'test-network.service');
    await output('systemctl', 'disable', 'test-network.service');
    rmSync(DROP_INS, { recursive: true });
    rmSync(NETWORK);
    await output('systemctl', 'daemon-reload');
  });

  it('starts when network-online.target is reached, and not before', async () => {
    await service.do('start');
    await service.put(new BenchCard({ message: sample('one-account') }), SLOTS[0]);
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    // Two looks at the network have passed by then.
    await eventually(async () => {
      const { daemon } = JSON.parse(await output('dmbootctl', 'status', '--json'));
      return daemon.uptime >= 4;
    });
    assert.equal(await stateOf('network-online.target'), 'inactive');
    assert.equal(await stateOf(SESSION), 'inactive');
    await output('systemctl', 'start', 'network-online.target');
    await service.journal.next({ MESSAGE: 'the session of a1 was started' });
    assert.equal(await stateOf(SESSION), 'active');
    const at = async (unit: string, property: string): Promise<number> =>
      Number(await output('systemctl', 'show', '--value', '-p', property, unit));
    const online = await at('network-online.target', 'ActiveEnterTimestampMonotonic');
    const began = await at(SESSION, 'ActiveEnterTimestampMonotonic');
    assert.ok(online > 0 && began > 0);
    assert.ok(began >= (await at('test-network.service', 'InactiveExitTimestampMonotonic')));
  });
});
