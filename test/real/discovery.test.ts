import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { given } from '../../daemon/discovery/given.js';
import { GIVEN } from '../../daemon/discovery/place.js';
import { Program } from '../daemon/program.js';
import { sample } from '../support/bench-card.js';
import { Authority } from '../support/certificates.js';
import { Folder } from '../support/dmbootd.js';
import { ACCESS_DOMAIN, FQDN_DOMAIN, Network, PROVIDER, textOf } from '../support/network.js';
import { ROOT } from '../support/paths.js';
import { heard } from '../support/secrecy.js';
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
    const tell = (action: string, env: Record<string, string>, interfaceName = 'lan') =>
      spawnSync(script, [interfaceName, action], { env: { PATH: process.env['PATH']!, ...env } });
    tell('up', {
      DHCP4_FQDN_DOMAINNAME: '.lan.example',
      DHCP4_ACCESS_DOMAIN: 'access.example. other.example.',
    });
    assert.deepEqual(given(GIVEN), [FQDN_DOMAIN, ACCESS_DOMAIN]);
    tell('dhcp4-change', { DHCP4_ACCESS_DOMAIN: 'access.example.' });
    assert.deepEqual(given(GIVEN), [ACCESS_DOMAIN]);
    tell('up', {}, 'tun0');
    tell('down', {}, 'docker0');
    assert.deepEqual(given(GIVEN), [ACCESS_DOMAIN]);
    tell('down', {});
    assert.deepEqual(given(GIVEN), []);
  });

  it('is forgotten where DHCP gives what is no domain, or looks like an option', () => {
    const script = join(ROOT, 'systemd/dhcp/networkmanager-dispatcher');
    const tell = (domain: string) =>
      spawnSync(script, ['lan', 'dhcp4-change'], {
        env: { PATH: process.env['PATH']!, DHCP4_ACCESS_DOMAIN: domain },
        encoding: 'utf8',
      });
    for (const odd of ['a_b.example', '--help', '-x', '--source=fqdn']) {
      tell('access.example.');
      assert.deepEqual(given(GIVEN), [ACCESS_DOMAIN]);
      const { stdout, stderr } = tell(odd);
      assert.equal(stdout, '');
      assert.equal(stderr, `dmbootctl: expected a domain such as example.com, got "${odd}"\n`);
      assert.deepEqual(given(GIVEN), []);
    }
  });
});

describe('bootstrap servers in the domain that DHCP gives', function () {
  this.timeout(60_000);
  const network = new Network();
  const folder = new Folder();
  let authority: Authority;
  let server: Program;
  let daemon: ChildProcess | null = null;
  let log = '';

  before(async function () {
    const missing = Network.missing();
    if (missing !== null) skipBecause(this, missing);
    authority = new Authority();
    network.install();
    const host = (name: string, priority: number) =>
      `srv-host=_omadm-bootstrap._tcp.${FQDN_DOMAIN},${name},8443,${priority},0`;
    await network.start(
      host(`gone.${FQDN_DOMAIN}`, 1),
      host(`boot.${FQDN_DOMAIN}`, 2),
      host('boot.evil.example', 0),
      `address=/gone.${FQDN_DOMAIN}/192.0.2.77`,
      `address=/boot.${FQDN_DOMAIN}/${PROVIDER}`,
    );
    network.lease();
    const { certFile, keyFile } = authority.issue({ names: `DNS:boot.${FQDN_DOMAIN}` });
    mkdirSync(folder.at('messages/OMA/DM'), { recursive: true });
    writeFileSync(folder.at('messages/OMA/DM/Bootstrap.xml'), sample('one-account'));
    server = new Program('dmbootctl', [
      ...['serve', folder.at('messages'), '--cert', certFile, '--key', keyFile],
      ...['--address', PROVIDER],
    ]);
    await server.logged(/8443/);
  });

  after(async () => {
    daemon?.kill();
    await server?.end('SIGTERM');
    await network.stop();
    authority?.remove();
    folder.remove();
  });

  it('are asked in their order, and what comes is an account of the domain; who stands outside of it is not', async () => {
    const config = folder.config(
      `[discovery]\nenabled = true\nca = "${authority.certFile}"\n[https]\ntime_limit = "2s"\n`,
    );
    daemon = spawn(
      'ip',
      [
        ...['netns', 'exec', 'box', process.execPath, join(ROOT, 'dist/daemon/dmbootd.js')],
        ...['--config', config, '--state', folder.state, '--log-format', 'text'],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    for await (const line of createInterface(daemon.stderr!)) {
      log += `${line}\n`;
      if (/_omadm-bootstrap\._tcp\.lan\.example.*applied/.test(line)) break;
    }
    heard(log);
    assert.match(log, /DNS names boot\.evil\.example as .* not asked/);
    assert.doesNotMatch(log, /unavailable/);
    const [account] = folder.accounts();
    assert.deepEqual(account!.origin, {
      kind: 'https',
      id: `_omadm-bootstrap._tcp.${FQDN_DOMAIN}`,
    });
  });
});
