import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { installed } from './skip.js';

const RESOLVER = '/etc/resolv.conf';

/** Where the one listens whose answers another one validates. */
const BEHIND = 5399;

/** No key has this digest. */
const anchorOf = (domain: string): string => `trust-anchor=${domain},20326,8,2,${'AB'.repeat(32)}`;

let started = 0;

/** Starts dnsmasq(8) with these lines of its configuration. Resolves when it serves. */
export async function dnsmasq(...lines: readonly string[]): Promise<ChildProcess> {
  const common = ['no-resolv', 'no-hosts', 'user=root', 'bind-interfaces', 'no-negcache'];
  started += 1;
  const config = `/run/dnsmasq-${started}.conf`;
  writeFileSync(config, `${[...common, ...lines].join('\n')}\n`);
  const server = spawn(
    'dnsmasq',
    ['--keep-in-foreground', '--log-facility=-', `--conf-file=${config}`],
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
  #servers: ChildProcess[] = [];

  /** Why there can be none; null where there can. */
  static readonly missing = installed('dnsmasq')
    ? null
    : 'needs dnsmasq; apt-get install dnsmasq-base';

  /** Serves these records from now on: lines of dnsmasq.conf(5). To what else is below `example` it says that there is no such name. */
  async serve(...records: readonly string[]): Promise<void> {
    await this.stop();
    await this.#begin('local=/example/', ...records);
    // It may be a link to what is not there in this namespace.
    rmSync(RESOLVER, { force: true });
    writeFileSync(RESOLVER, 'nameserver 127.0.0.1\n');
  }

  /** The same, of a domain that is known to be signed, by a server that sees that these records are not. */
  async serveForged(domain: string, ...records: readonly string[]): Promise<void> {
    await this.serve(
      ...['dnssec', anchorOf('.'), anchorOf(domain)],
      `server=/${domain}/127.0.0.1#${BEHIND}`,
    );
    await this.#begin(`port=${BEHIND}`, ...records);
  }

  /** Nobody answers any more. */
  async stop(): Promise<void> {
    for (const server of this.#servers.splice(0)) await endOf(server);
  }

  async #begin(...lines: readonly string[]): Promise<void> {
    assert.ok(process.env['SYSTEMD_RIG'] ?? process.env['PCSC_RIG'], 'a namespace of its own');
    this.#servers.push(await dnsmasq('listen-address=127.0.0.1', ...lines));
  }
}
