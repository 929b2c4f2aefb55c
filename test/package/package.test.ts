import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '../../systemd/debian/build.js';
import { BenchCard, sample } from '../support/bench-card.js';
import { ROOT } from '../support/paths.js';
import { SLOTS } from '../support/pcscd.js';
import { noSystemd, output, Service } from '../support/service.js';
import { installed, skipBecause } from '../support/skip.js';

const [FIRST] = SLOTS;

const NODE = '/usr/bin/node';
const CONFIG = '/etc/dmbootd/dmbootd.toml';

/** In order: each test goes on where the one before has ended. */
describe('the Debian package', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
  const service = new Service({ installs: false });
  let deb = '';
  let paths: string[] = [];

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

  const accounts = async (): Promise<string[]> => {
    const { accounts } = JSON.parse(await output('dmbootctl', 'accounts', '--json'));
    return accounts.map(({ serverId }: { serverId: string }) => serverId);
  };

  /** The same package with a higher version. */
  async function newer(): Promise<string> {
    const tree = join(folder, 'newer');
    await output('dpkg-deb', '--raw-extract', deb, tree);
    const control = join(tree, 'DEBIAN/control');
    const text = readFileSync(control, 'utf8');
    writeFileSync(control, text.replace(/^Version: .*$/m, 'Version: 99.0-1'));
    await output('dpkg-deb', '-Zgzip', '-z1', '--root-owner-group', '--build', tree, folder);
    return join(
      folder,
      `dmbootd_99.0-1_${(await output('dpkg', '--print-architecture')).trim()}.deb`,
    );
  }

  it('has no fault that lintian knows, but for those that it overrides with a reason', async function () {
    if (!installed('lintian')) skipBecause(this, 'needs lintian; apt-get install lintian');
    // A package without manual pages is one of a build that did not make them.
    const later = existsSync(join(ROOT, 'dist/man')) ? [] : ['--suppress-tags', 'no-manual-page'];
    await output('lintian', '--allow-root', '--fail-on', 'error,warning', ...later, deb);
  });

  it('installs: the service is active, and does its work', async () => {
    await output('apt-get', 'install', '--yes', deb);
    paths = (await output('dpkg', '--listfiles', 'dmbootd')).trim().split('\n');
    assert.equal(await service.show('ActiveState'), 'active');
    assert.equal(await service.show('UnitFileState'), 'enabled');
    assert.equal(
      await output('readlink', `/proc/${await service.pid()}/exe`),
      '/usr/lib/dmbootd/node\n',
    );
    await service.shows('StatusText', '2 readers, 0 cards, 0 accounts');
    await service.put(new BenchCard({ message: sample('one-account') }), FIRST);
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    assert.deepEqual(await accounts(), ['com.example.dm']);
  });

  it('keeps the state, the configuration and the running service over an upgrade', async () => {
    writeFileSync(CONFIG, '[log]\nlevel = "debug"\n');
    const before = await service.pid();
    await output('dpkg', '--install', await newer());
    assert.equal(readFileSync(CONFIG, 'utf8'), '[log]\nlevel = "debug"\n');
    assert.notEqual(await service.pid(), before);
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    const [{ id }] = JSON.parse(await output('dmbootctl', 'accounts', '--json')).accounts;
    assert.equal(id, 'a1');
  });

  it('leaves the state and the configuration when it is removed, and nothing that runs', async () => {
    await output('apt-get', 'remove', '--yes', 'dmbootd');
    assert.equal(await service.show('ActiveState'), 'inactive');
    assert.ok(existsSync('/var/lib/dmbootd/tree.sqlite'));
    assert.ok(existsSync(CONFIG));
    assert.ok(!existsSync('/run/dmbootd'));
  });

  it('leaves nothing when it is purged', async () => {
    await output('dpkg', '--purge', 'dmbootd');
    const ours = paths.filter((path) => path.includes('dmbootd'));
    assert.ok(ours.length > 10);
    const left = [...ours, '/etc/dmbootd', '/var/lib/dmbootd', '/run/dmbootd'].filter((path) =>
      existsSync(path),
    );
    assert.deepEqual(left, []);
    const found = await output('find', '/etc', '/var/lib', '/run', '-name', '*dmbootd*');
    assert.equal(found, '');
    assert.doesNotMatch(await output('getent', 'passwd'), /^dmbootd:/m);
    assert.doesNotMatch(await output('getent', 'group'), /^dmbootd/m);
  });
});
