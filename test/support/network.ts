import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { dnsmasq, endOf } from './dns.js';
import { ROOT } from './paths.js';
import { noRig } from './pcscd.js';
import { heard } from './secrecy.js';

const DHCP = join(ROOT, 'systemd/dhcp');
/** The provider's address, and its domain name in each of DHCP's options. */
export const PROVIDER = '192.0.2.1';
export const FQDN_DOMAIN = 'lan.example';
export const ACCESS_DOMAIN = 'access.example';
const BOX = '02:00:00:00:00:01';

/** Option 213 carries the domain as on the wire of DNS (RFC 5986, 3.2). */
const wire = (domain: string): string =>
  Buffer.concat([
    ...domain.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.of(0),
  ])
    .toString('hex')
    .replace(/..(?!$)/g, '$&:');

/** A real DHCP and DNS server, and a box whose real DHCP client asks it. There is one in a namespace. */
export class Network {
  #server: ChildProcess | null = null;

  /** Why there can be none; null where there can. */
  static missing(): string | null {
    if (noRig !== null) return noRig;
    const made = spawnSync(join(ROOT, 'test/support/network.sh'), { encoding: 'utf8' });
    if (made.status === 77) return made.stderr.trim();
    assert.equal(made.status, 0, made.stderr);
    return null;
  }

  /** Starts the server, which also answers for these records: lines of dnsmasq.conf(5). */
  async start(...records: string[]): Promise<void> {
    this.#server = await dnsmasq(
      ...['interface=provider', 'interface=lo', 'dhcp-leasefile=/run/network/leases'],
      `domain=${FQDN_DOMAIN}`,
      ...['dhcp-range=192.0.2.100,192.0.2.110,255.255.255.0,1h', `dhcp-host=${BOX},gateway`],
      `dhcp-option=213,${wire(ACCESS_DOMAIN)}`,
      ...records,
    );
  }

  async stop(): Promise<void> {
    await endOf(this.#server);
    this.#server = null;
  }

  /** Puts the scripts of this project where the box's DHCP client looks for them, with a `dmbootctl` of this checkout. */
  install(): void {
    const own = `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'dist/daemon/dmbootctl.js')}" "$@"\n`;
    writeFileSync('/run/network/bin/dmbootctl', own);
    chmodSync('/run/network/bin/dmbootctl', 0o755);
    mkdirSync('/etc/dhcp/dhclient-exit-hooks.d', { recursive: true });
    copyFileSync(join(DHCP, 'dhclient-exit-hook'), '/etc/dhcp/dhclient-exit-hooks.d/dmbootd');
    copyFileSync(join(DHCP, 'dhclient.conf'), '/etc/dhcp/dhclient.conf');
  }

  /** Runs the DHCP client of the box once; `release` gives the lease back. */
  lease(release = false): void {
    const run = spawnSync(
      'ip',
      [
        ...['netns', 'exec', 'box', 'dhclient', release ? '-r' : '-1', '-v'],
        ...['-lf', '/run/network/client.leases', '-pf', '/run/network/client.pid', 'lan'],
      ],
      { encoding: 'utf8' },
    );
    heard(run.stdout + run.stderr);
    assert.equal(run.status, 0, run.stderr);
  }
}

/** A file's text; null where there is none. */
export const textOf = (file: string): string | null =>
  existsSync(file) ? readFileSync(file, 'utf8') : null;
