import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program } from '../daemon/program.js';
import { sample } from '../support/bench-card.js';
import { Authority } from '../support/certificates.js';
import { eventually, FACTORY, HTTPS, Service } from '../support/service.js';

const HOOKS = '/etc/dmbootd/hooks.d';
const MARKS = '/var/lib/dmbootd-hook/marks';
const MESSAGES = '/var/lib/dmbootd-bench';
const CA = '/etc/dmbootd/ca.pem';

const marks = (): string[] =>
  existsSync(MARKS) ? readFileSync(MARKS, 'utf8').trimEnd().split('\n') : [];

describe('messages that do not come from cards, under systemd', function () {
  this.timeout(60_000);
  const service = new Service();
  let server: Program | null = null;

  beforeEach(() => {
    mkdirSync(HOOKS, { recursive: true });
    rmSync(MARKS, { force: true });
    const hook = `#!/bin/sh\necho "$DMBOOTD_EVENT $DMBOOTD_ACCOUNT" >>${MARKS}\n`;
    writeFileSync(join(HOOKS, '10-marks'), hook, { mode: 0o755 });
    mkdirSync(MESSAGES, { recursive: true });
  });
  afterEach(async () => {
    await server?.end('SIGTERM');
    server = null;
    for (const path of [HOOKS, MESSAGES, CA]) rmSync(path, { recursive: true, force: true });
  });

  it('come from the folder of the factory: an account and its hook, and both back again', async () => {
    service.configure('[factory]\nenabled = true\n');
    writeFileSync(join(FACTORY, '10-operator'), sample('one-account'));
    await service.do('start');
    await eventually(() => marks().length === 1);
    const entry = await service.journal.next({
      DMBOOTD_ORIGIN: 'factory:10-operator',
      DMBOOTD_OUTCOME: 'applied',
    });
    assert.equal(entry['DMBOOTD_ACCOUNTS'], 'a1');
    await service.do('restart');
    await service.journal.next({
      DMBOOTD_ORIGIN: 'factory:10-operator',
      DMBOOTD_OUTCOME: 'unchanged',
    });
    rmSync(join(FACTORY, '10-operator'));
    await eventually(() => marks().length === 2);
    assert.deepEqual(marks(), ['account-added a1', 'account-removed a1']);
    assert.deepEqual(service.accounts(), []);
  });

  it('come from a Bootstrap Server that asks for a certificate, and go with its URL', async () => {
    const authority = new Authority();
    const [own, client] = [authority.issue(), authority.issue({ names: 'DNS:gateway' })];
    cpSync(authority.certFile, CA);
    writeFileSync(join(HTTPS, 'cert'), client.cert, { mode: 0o600 });
    writeFileSync(join(HTTPS, 'key'), client.key, { mode: 0o600 });
    writeFileSync(join(MESSAGES, 'gateway-7'), sample('one-account'));
    const pem = ['--cert', own.certFile, '--key', own.keyFile, '--client-ca', authority.certFile];
    server = new Program('dmbootctl', ['serve', MESSAGES, ...pem, '--port', '0']);
    await server.logged(/listening at https:/);
    const port = /:(\d+)\//.exec(server.stderr)![1]!;
    const url = `https://localhost:${port}/gateway-7`;
    service.configure(`[[https.server]]\nurl = "${url}"\nca = "${CA}"\n`);
    await service.do('start');
    await eventually(() => marks().length === 1);
    assert.match(server.stdout, /"GET \/gateway-7" 200/);
    assert.deepEqual(
      service.accounts().map(({ origin }) => origin),
      [{ kind: 'https', id: url }],
    );
    service.configure('');
    await service.do('reload');
    await eventually(() => marks().length === 2);
    assert.deepEqual(marks(), ['account-added a1', 'account-removed a1']);
    authority.remove();
  });
});
