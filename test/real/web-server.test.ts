import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { shortened } from '../../daemon/stay-log.js';
import { BenchCard, sample } from '../support/bench-card.js';
import { BootstrapServer, message, status } from '../support/bootstrap-server.js';
import { Authority } from '../support/certificates.js';
import { lookOnce } from '../support/dmbootd.js';
import { noRig, SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';
import { skipBecause } from '../support/skip.js';

const [FIRST] = SLOTS;
const BIP = { host: '127.0.0.1', port: 4116 };
const TCP = { host: '127.0.0.1', port: 443 };
/** What this system trusts, and the names that it knows. */
const [BUNDLE, HOSTS] = ['/etc/ssl/certs/ca-certificates.crt', '/etc/hosts'];

describe('the web server of a card behind a real pcscd', function () {
  this.timeout(60_000);
  const rig = new Rig();
  const mounted: string[] = [];
  let authority: Authority;
  let trusted: Authority;
  let impostor: BootstrapServer;
  let server: BootstrapServer;
  let hosts: string;

  const mount = (file: string, at: string): void => {
    execFileSync('mount', ['--bind', file, at]);
    mounted.push(at);
  };

  before(async function () {
    // What is mounted here ends with the namespace.
    if (noRig !== null) skipBecause(this, noRig);
    for (const file of [BUNDLE, HOSTS]) {
      if (!existsSync(file)) skipBecause(this, `needs ${file}; apt-get install ca-certificates`);
    }
    [authority, trusted] = [new Authority(), new Authority()];
    hosts = `${authority.folder}/hosts`;
    writeFileSync(hosts, '127.0.0.1 localhost\n127.0.0.1 localuicc\n');
    mount(trusted.certFile, BUNDLE);
    mount(hosts, HOSTS);
    impostor = await BootstrapServer.listen(
      ...([trusted.issue(), message(sample('other-server')), {}, BIP] as const),
    );
    server = await BootstrapServer.listen(
      ...([authority.issue({ names: 'DNS:localuicc' }), status(404), {}, TCP] as const),
    );
  });
  after(async () => {
    for (const at of mounted) execFileSync('umount', [at]);
    await Promise.all([impostor?.close(), server?.close()]);
    authority?.remove();
    trusted?.remove();
  });
  beforeEach(() => {
    impostor.requests.splice(0);
    server.handler = message(sample('one-account'));
  });

  const config = (): string =>
    [
      '[scws]',
      `reader = "${FIRST.reader}"`,
      `ca = "${authority.certFile}"`,
      'addresses = ["127.0.0.1:4116", "localuicc:443"]',
      // Whom the system trusts at that port is believed where it is asked for itself.
      '[[https.server]]',
      'url = "https://127.0.0.1:4116/believed"',
      '',
    ].join('\n');
  const believed = (): (string | undefined)[] => impostor.requests.map(({ url }) => url);

  it('brings the account of the card, which goes with it; who the system trusts brings nothing of the card', async () => {
    const folder = rig.folder();
    const daemon = rig.daemon(folder, { config: config() });
    const card = new BenchCard({ absent: 'entry' });
    const session = await rig.put(card, FIRST);
    await daemon.outcome(FIRST.reader, 'no-bootstrap');
    await daemon.logged(new RegExp(`applied origin=smartcard:${shortened(card.iccid)} `));
    await daemon.logged(/applied origin=https:/);
    assert.deepEqual(believed(), ['/believed']);
    const accounts = (): string[] =>
      folder.accounts().map(({ serverId, origin }) => `${origin.kind} ${serverId}`);
    assert.deepEqual(accounts().sort(), ['https net.example.manage', 'smartcard com.example.dm']);
    await session.remove();
    await daemon.purged(card.iccid);
    assert.deepEqual(accounts(), ['https net.example.manage']);
    assert.equal(await daemon.stop(), 0);
  });

  it('is asked by a look, and what it brought is purged by the look after the card has gone', async () => {
    const folder = rig.folder();
    const card = new BenchCard({ absent: 'entry' });
    const session = await rig.put(card, FIRST);
    const first = await lookOnce(folder, { config: config() });
    assert.equal(first.status, 0, first.stderr);
    assert.deepEqual(
      first.report.sources.map(({ origin, outcome }) => `${origin.kind} ${outcome}`).sort(),
      ['https applied', 'smartcard applied'],
    );
    await session.remove();
    const second = await lookOnce(folder, { config: config() });
    assert.deepEqual(second.report.purged, [{ kind: 'smartcard', id: card.iccid }]);
  });

  it('is asked no longer by a look when its card goes before it has answered', async () => {
    const folder = rig.folder();
    const session = await rig.put(new BenchCard({ absent: 'entry' }), FIRST);
    const broken = new Promise<void>((resolve) => {
      server.handler = ({ socket }) => {
        socket.once('close', () => resolve());
        void session.remove();
      };
    });
    const { report } = await lookOnce(folder, { config: config() });
    await broken;
    assert.deepEqual(
      report.sources.map(({ origin }) => origin.kind),
      ['https'],
    );
    assert.deepEqual(
      folder.accounts().map(({ origin }) => origin.kind),
      ['https'],
    );
  });
});
