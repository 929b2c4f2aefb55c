import { execFileSync } from 'node:child_process';

/** Debian 12's packages of the shared libraries that a program may need, by their names in ELF files. */
const PACKAGES: Readonly<Record<string, string>> = {
  'ld-linux-aarch64.so.1': 'libc6 (>= 2.36)',
  'ld-linux-armhf.so.3': 'libc6 (>= 2.36)',
  'ld-linux-x86-64.so.2': 'libc6 (>= 2.36)',
  'libatomic.so.1': 'libatomic1',
  'libc.so.6': 'libc6 (>= 2.36)',
  'libdl.so.2': 'libc6 (>= 2.36)',
  'libgcc_s.so.1': 'libgcc-s1',
  'libm.so.6': 'libc6 (>= 2.36)',
  'libpcsclite.so.1': 'libpcsclite1',
  'libpthread.so.0': 'libc6 (>= 2.36)',
  'librt.so.1': 'libc6 (>= 2.36)',
  'libstdc++.so.6': 'libstdc++6 (>= 12)',
};

/** Takes out what only a debugger reads. What modules look up in a program stays. */
export function strip(files: readonly string[]): void {
  execFileSync('strip', ['--strip-unneeded', '--remove-section=.comment', ...files]);
}

/** The packages of the libraries that these need. Throws where Debian 12 has none. */
export function packagesFor(files: readonly string[]): string[] {
  const told = execFileSync('readelf', ['--dynamic', '--wide', ...files], { encoding: 'utf8' });
  const needed = [...told.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, library]) => library!);
  return [...new Set(needed.map(packageOf))].sort();
}

function packageOf(library: string): string {
  const name = PACKAGES[library];
  if (name === undefined) {
    throw new Error(
      `${library} is of no package of Debian 12: build with a Node.js from nodejs.org`,
    );
  }
  return name;
}
