import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const AT_RUN_TIME = /\.(js|json|node)$/;
const NOT_AT_RUN_TIME = /^(src|deps|test|examples|build\/Release\/obj\.target)$/;

/** Headers of C++: what came of them is in the compiled module. */
const HEADERS = 'nan';

/**
 * Copies the modules that a bundle looks up when it needs them, and what they need in turn: those that are native, and those
 * that stay out of a board's memory until then.
 *
 * @returns the names of the packages.
 */
export function copyModules(root: string, target: string): string[] {
  const all = join(root, 'node_modules');
  const names = closure(all, ['pcsclite', 'unix-dgram', 'saxes', ...engines(all)]);
  for (const name of names) {
    const from = join(all, name);
    cpSync(from, join(target, 'node_modules', name), {
      recursive: true,
      filter: (path) =>
        statSync(path).isDirectory()
          ? !NOT_AT_RUN_TIME.test(relative(from, path))
          : AT_RUN_TIME.test(path),
    });
  }
  return names;
}

/** The native half of `libsql` for Debian's C library. */
const engines = (all: string): string[] =>
  readdirSync(join(all, '@libsql'))
    .filter((name) => !name.includes('musl'))
    .map((name) => `@libsql/${name}`);

function closure(all: string, roots: readonly string[]): string[] {
  const found = new Set(roots);
  for (const name of found) {
    const { dependencies } = JSON.parse(readFileSync(join(all, name, 'package.json'), 'utf8'));
    for (const needed of Object.keys(dependencies ?? {})) if (needed !== HEADERS) found.add(needed);
  }
  return [...found].sort();
}
