import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { VpcdSession } from '../../lib/virtual-card/vpcd.js';
import { buildPackage } from '../../systemd/debian/build.js';
import { COMPLETIONS } from '../../systemd/debian/places.js';
import { BenchCard, sample } from '../support/bench-card.js';
import { ROOT } from '../support/paths.js';
import { SLOTS } from '../support/pcscd.js';
import { noSystemd, output, Service } from '../support/service.js';
import { installed, skipBecause } from '../support/skip.js';
import { commands, follow } from './tutorial.js';

const [FIRST] = SLOTS;

const NODE = '/usr/bin/node';
const CONFIG = '/etc/dmbootd/dmbootd.toml';

/** In order: each test goes on where the one before has ended. The commands are those of `docs/tutorial.md`. */
describe('the Debian package', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
  const service = new Service({ installs: false });
  let deb = '';
  let paths: string[] = [];
  let inserted: VpcdSession | null = null;

  before(async function () {
    if (noSystemd !== null) skipBecause(this, noSystemd);
    deb = await buildPackage(ROOT, folder);
    // A machine that is a container itself may forbid packages to start services.
    rmSync('/usr/sbin/policy-rc.d', { force: true });
    // Nothing but the package's own Node.js is found from now on.
    await output('mount', '--bind', '/dev/null', NODE);
    await assert.rejects(output('sh', '-c', 'command -v node'));
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    if (deb !== '') await output('umount', NODE);
  });

  /** Puts the same package with a higher version in its place. */
  async function upgrade(): Promise<void> {
    const tree = join(folder, 'newer');
    await output('dpkg-deb', '--raw-extract', deb, tree);
    const control = join(tree, 'DEBIAN/control');
    const text = readFileSync(control, 'utf8');
    writeFileSync(control, text.replace(/^Version: .*$/m, 'Version: 99.0-1'));
    rmSync(deb);
    await output('dpkg-deb', '-Zgzip', '-z1', '--root-owner-group', '--build', tree, folder);
  }

  it('has no fault that lintian knows, but for those that it overrides with a reason', async function () {
    if (!installed('lintian')) skipBecause(this, 'needs lintian; apt-get install lintian');
    await output('lintian', '--allow-root', '--fail-on', 'error,warning', deb);
  });

  const tutorial = async (heading: string): Promise<string> => {
    const printed = [];
    for (const command of commands(heading)) printed.push(await follow(command, folder));
    return printed.join('');
  };

  it('installs: the service is active, with its own Node.js', async () => {
    await tutorial('Install it');
    paths = (await output('dpkg', '--listfiles', 'dmbootd')).trim().split('\n');
    assert.equal(await service.show('ActiveState'), 'active');
    assert.equal(await service.show('UnitFileState'), 'enabled');
    const program = await output('readlink', `/proc/${await service.pid()}/exe`);
    assert.equal(program, '/usr/lib/dmbootd/node\n');
    await service.shows('StatusText', '2 readers, 0 cards, 0 accounts');
    assert.match(await tutorial('See that it runs'), /Status: "2 readers, 0 cards, 0 accounts"/);
    const { findings } = JSON.parse(await output('dmbootctl', 'doctor', '--json'));
    assert.deepEqual(
      findings.filter(({ remedy }: { remedy: string | null }) => remedy !== null),
      [],
    );
  });

  it('has a manual page for each program and file, and completions for three shells', async function () {
    for (const path of Object.values(COMPLETIONS)) assert.ok(paths.includes(path), path);
    const ours = paths.filter((path) => path.startsWith('/usr/share/man/man'));
    const pages = ours.filter((path) => path.endsWith('.gz')).map((path) => basename(path, '.gz'));
    assert.deepEqual(pages.sort(), [
      'dmbootctl.1',
      'dmbootd-trace.5',
      'dmbootd.8',
      'dmbootd.toml.5',
    ]);
    if (!installed('man')) skipBecause(this, 'needs man; apt-get install man-db');
    for (const page of pages) {
      const [, name, chapter] = /^(.+)\.(\d)$/.exec(page)!;
      const found = await output('man', '--where', chapter!, name!);
      assert.equal(found, `/usr/share/man/man${chapter}/${page}.gz\n`);
    }
    assert.match(await output('man', 'dmbootctl'), /^NAME$/m);
  });

  it('brings the account of a card that demands a PIN', async () => {
    await tutorial('Give it a PIN');
    const pin = { value: '1234', enabled: true };
    const message = sample('one-account');
    const card = new BenchCard({ message, pin, read: { message: 'pin' } });
    inserted = await service.put(card, FIRST);
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    assert.match(await tutorial('Put the card in'), /com\.example\.dm/);
  });

  it('keeps the state, the configuration and the running service over an upgrade', async () => {
    const changed = '[log]\nlevel = "debug"\n';
    writeFileSync(CONFIG, changed);
    await tutorial('Change the configuration');
    const before = await service.pid();
    await upgrade();
    await tutorial('Upgrade it');
    assert.match(await output('dpkg-query', '--show', 'dmbootd'), /\t99\.0-1$/m);
    assert.equal(readFileSync(CONFIG, 'utf8'), changed);
    assert.notEqual(await service.pid(), before);
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    const { accounts } = JSON.parse(await output('dmbootctl', 'accounts', '--json'));
    assert.equal(accounts[0].id, 'a1');
    await inserted?.remove();
    await service.shows('StatusText', '2 readers, 0 cards, 0 accounts');
    assert.doesNotMatch(await tutorial('Take the card out'), /com\.example/);
  });

  it('leaves the state and the configuration when it is removed, and nothing that runs', async () => {
    const [remove] = commands('Remove it');
    await follow(remove!, folder);
    assert.equal(await service.show('ActiveState'), 'inactive');
    assert.ok(existsSync('/var/lib/dmbootd/tree.sqlite'));
    assert.ok(existsSync(CONFIG));
    assert.ok(!existsSync('/run/dmbootd'));
  });

  it('leaves nothing when it is purged', async () => {
    const [, purge] = commands('Remove it');
    await follow(purge!, folder);
    const ours = paths.filter((path) => path.includes('dmbootd'));
    assert.ok(ours.length > 10);
    assert.deepEqual(
      ours.filter((path) => existsSync(path)),
      [],
    );
    const places = ['/etc', '/run', '/usr/lib/systemd', '/var/lib'];
    const found = await output('find', ...places, '-name', '*dmbootd*', '-not', '-path', '*/apt/*');
    assert.equal(found, '');
    assert.doesNotMatch(await output('getent', 'passwd'), /^dmbootd/m);
    assert.doesNotMatch(await output('getent', 'group'), /^dmbootd/m);
  });
});
