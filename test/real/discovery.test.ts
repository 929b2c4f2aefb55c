import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { GIVEN, given } from '../../daemon/discovery/given.js';
import { ACCESS_DOMAIN, FQDN_DOMAIN, Network, textOf } from '../support/network.js';
import { ROOT } from '../support/paths.js';
import { skipBecause } from '../support/skip.js';

describe('the domain that DHCP gives', function () {
  this.timeout(30_000);
  const network = new Network();

  before(async function () {
    const missing = Network.missing();
    if (missing !== null) skipBecause(this, missing);
    network.install();
    await network.start();
  });

  after(() => network.stop());

  it('is told by the scripts for dhclient: both options, and that the lease is gone', () => {
    network.lease();
    assert.deepEqual(given(GIVEN), [FQDN_DOMAIN, ACCESS_DOMAIN]);
    assert.match(textOf('/etc/resolv.conf')!, /search lan\.example/);
    network.lease(true);
    assert.deepEqual(given(GIVEN), []);
  });

  it('is told by the script for NetworkManager', () => {
    const script = join(ROOT, 'systemd/dhcp/networkmanager-dispatcher');
    const tell = (action: string, env: Record<string, string>) =>
      spawnSync(script, ['lan', action], { env: { PATH: process.env['PATH']!, ...env } });
    tell('up', {
      DHCP4_FQDN_DOMAINNAME: '.lan.example',
      DHCP4_ACCESS_DOMAIN: 'access.example. other.example.',
    });
    assert.deepEqual(given(GIVEN), [FQDN_DOMAIN, ACCESS_DOMAIN]);
    tell('dhcp4-change', { DHCP4_ACCESS_DOMAIN: 'access.example.' });
    assert.deepEqual(given(GIVEN), [ACCESS_DOMAIN]);
    tell('down', {});
    assert.deepEqual(given(GIVEN), []);
  });
});
