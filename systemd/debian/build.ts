import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { epochOf } from '../manuals/date.js';
import { completions, pages } from '../manuals/manuals.js';
import { assemble } from './assemble.js';
import { changelog, control } from './control.js';
import { licences } from './licences.js';
import { COMPLETIONS, isUnit, PLACES, PROGRAM } from './places.js';
import { Stage } from './stage.js';

const CONFIG = '/etc/dmbootd/dmbootd.toml';
const DOCS = '/usr/share/doc/dmbootd';

/** The lightest that is strong enough: a sixth larger than the strongest, in a fifth of the time. One thread, for equal bytes. */
const COMPRESSION = ['-Zxz', '-z1', '--threads-max=1'];

const gzipped = (content: string | Buffer): Buffer => gzipSync(content, { level: 9 });

const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/**
 * Builds the Debian package, with the Node.js that runs this. The same checkout, tools, folder and `SOURCE_DATE_EPOCH` (that
 * of the last commit, if there is none) give the same bytes.
 *
 * @param root the checkout, compiled.
 * @param folder where the package is made, and stays.
 * @returns its file.
 */
export async function buildPackage(root: string, folder: string): Promise<string> {
  const read = (file: string): Buffer => readFileSync(join(root, file));
  const epoch = epochOf(root);
  const version = `${JSON.parse(read('package.json').toString()).version}-1`;
  const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
  const stage = new Stage(join(folder, 'dmbootd'));
  try {
    stage.folder(PROGRAM);
    const { names, libraries } = await assemble(root, stage.at(PROGRAM));
    stage.mode(`${PROGRAM}/node`, 0o755);
    for (const name of ['dmbootd', 'dmbootctl']) {
      const script = `#!/bin/sh\nexec ${PROGRAM}/node ${PROGRAM}/${name}.js "$@"\n`;
      stage.put(`/usr/bin/${name}`, script, 0o755);
    }
    stage.put(`${PROGRAM}/hooks`, read('systemd/dmbootd-hooks'), 0o755);
    putUnits(root, stage);
    putManuals(root, epoch, stage);
    stage.put(CONFIG, read('systemd/debian/dmbootd.toml'));
    stage.folder('/etc/dmbootd/credentials', 0o700);
    stage.folder('/etc/dmbootd/https', 0o700);
    stage.folder('/etc/dmbootd/factory.d', 0o750);
    stage.folder('/etc/dmbootd/hooks.d');
    stage.put(`${DOCS}/copyright`, licences(root, names));
    stage.put(`${DOCS}/changelog.gz`, gzipped(read('CHANGELOG.md')));
    stage.put(`${DOCS}/changelog.Debian.gz`, gzipped(changelog(version, Number(epoch))));
    stage.put('/usr/share/lintian/overrides/dmbootd', read('systemd/debian/lintian-overrides'));
    for (const script of ['postinst', 'prerm', 'postrm']) {
      stage.put(`/DEBIAN/${script}`, read(`systemd/debian/${script}`), 0o755);
    }
    stage.put('/DEBIAN/conffiles', `${CONFIG}\n`);
    stage.put('/DEBIAN/md5sums', stage.md5sums());
    stage.put('/DEBIAN/control', control({ version, architecture, libraries, kib: stage.kib() }));
    stage.settle();
    const file = join(folder, `dmbootd_${version}_${architecture}.deb`);
    execFileSync('dpkg-deb', ['--root-owner-group', ...COMPRESSION, '--build', stage.root, file], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, SOURCE_DATE_EPOCH: epoch },
    });
    return file;
  } finally {
    stage.remove();
  }
}

function putUnits(root: string, stage: Stage): void {
  const from = join(root, 'systemd');
  const put = (folder: string, name: string, path: string): void =>
    stage.put(`${path}/${name}`, readFileSync(join(folder, name)));
  for (const name of list(from).filter(isUnit)) put(from, name, PLACES.units);
  for (const place of ['sysusers.d', 'tmpfiles.d', 'polkit-1'] as const) {
    for (const name of list(join(from, place))) put(join(from, place), name, PLACES[place]);
  }
  // Where they go depends on which DHCP client there is: the operator puts them there.
  for (const name of list(join(from, 'dhcp'))) put(join(from, 'dhcp'), name, `${DOCS}/examples`);
}

function putManuals(root: string, epoch: string, stage: Stage): void {
  for (const [page, text] of Object.entries(pages(root, epoch))) {
    stage.put(`/usr/share/man/man${page.at(-1)}/${page}.gz`, gzipped(text));
  }
  for (const [file, text] of Object.entries(completions())) {
    stage.put(COMPLETIONS[file as keyof typeof COMPLETIONS], text);
  }
}
