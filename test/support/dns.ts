import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { installed } from './skip.js';

const CONFIG = '/run/dnsmasq.conf';
const RESOLVER = '/etc/resolv.conf';

/** Starts dnsmasq(8) with these lines of its configuration. Resolves when it serves. */
export async function dnsmasq(...lines: readonly string[]): Promise<ChildProcess> {
  const common = ['no-resolv', 'no-hosts', 'user=root', 'bind-interfaces', 'no-negcache'];
  writeFileSync(CONFIG, `${[...common, ...lines].join('\n')}\n`);
  const server = spawn(
    'dnsmasq',
    ['--keep-in-foreground', '--log-facility=-', `--conf-file=${CONFIG}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  for await (const line of createInterface(server.stderr!)) {
    if (/cleared cache|DHCP, sockets bound|started, version/.test(line)) break;
  }
  return server;
}

/** Ends a server, if it has not ended. */
export async function endOf(server: ChildProcess | null): Promise<void> {
  if (server === null || server.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill();
  await ended;
}

/** A real DNS server on the loopback interface, which this machine's resolver asks: for namespaces whose /etc is their own. */
export class Dns {
  #server: ChildProcess | null = null;

  /** Why there can be none; null where there can. */
  static readonly missing = installed('dnsmasq')
    ? null
    : 'needs dnsmasq; apt-get install dnsmasq-base';

  /** Serves these records from now on: lines of dnsmasq.conf(5). Nothing else is answered but that there is no such name. */
  async serve(...records: readonly string[]): Promise<void> {
    assert.ok(process.env['SYSTEMD_RIG'] ?? process.env['PCSC_RIG'], 'a namespace of its own');
    await this.stop();
    this.#server = await dnsmasq('listen-address=127.0.0.1', 'local=/example/', ...records);
    // It may be a link to what is not there in this namespace.
    rmSync(RESOLVER, { force: true });
    writeFileSync(RESOLVER, 'nameserver 127.0.0.1\n');
  }

  async stop(): Promise<void> {
    await endOf(this.#server);
    this.#server = null;
  }
}
