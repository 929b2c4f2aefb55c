import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** What users start, and a command line of each that calls most of what a start takes. */
const PROGRAMS = {
  dmbootd: ['--json', '--trace', 'apdu-traces/3g/public.trace'],
  dmbootctl: ['--help'],
} as const;

/** What the programs fork, found beside them. */
const CHILDREN = {
  monitor: 'lib/reader/pcsc/monitor',
  worker: 'lib/reader/pcsc/worker',
  'replay-job': 'daemon/replay/replay-job',
} as const;

/**
 * Bundles the programs into a folder that has their modules: `X.js` starts `X.bundle.js` from `X.bundle.cache`. Names are kept, for the stack of a fault.
 *
 * @param root the checkout, compiled.
 * @returns the files of npm packages that went into the bundles, relative to the checkout.
 */
export async function bundle(root: string, target: string): Promise<string[]> {
  const programs = Object.keys(PROGRAMS).map((name) => [`${name}.bundle`, `daemon/${name}`]);
  const children = Object.entries(CHILDREN);
  const loaders = Object.keys(PROGRAMS).map((name) => [name, 'systemd/debian/load']);
  const entries = [...programs, ...children, ...loaders, ['compile', 'systemd/debian/compile']];
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map(([name, entry]) => [name, `dist/${entry}.js`])),
    outdir: target,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    preserveSymlinks: true,
    supported: { 'dynamic-import': false },
    banner: { js: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'importMetaUrl' },
    metafile: true,
    write: false,
  });
  // Whatever folders are around this one.
  writeFileSync(join(target, 'package.json'), '{"type":"commonjs"}\n');
  for (const { path, text } of outputFiles) writeFileSync(path, text.replace(/^#!.*\n/, ''));
  for (const [name, args] of Object.entries(PROGRAMS)) compile(root, join(target, name), args);
  rmSync(join(target, 'compile.js'));
  return Object.keys(metafile.inputs).filter((file) => file.includes('node_modules/'));
}

function compile(root: string, program: string, args: readonly string[]): void {
  const compiler = join(program, '../compile.js');
  const files = [`${program}.bundle.js`, `${program}.bundle.cache`];
  // The seed is that of the hashes of names: with a fixed one the same program gives the same bytes.
  const command = ['--random-seed=1', compiler, ...files, ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${basename(program)} ${args.join(' ')}: ${stderr}`);
}
