import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where builds of Node.js keep their licence, from the folder of `bin/node`. */
const OF_NODE = ['LICENSE', 'share/doc/nodejs/LICENSE', 'share/doc/nodejs/copyright'];

const HEAD = `dmbootd is licensed under the Apache License, Version 2.0, which is
/usr/share/common-licenses/Apache-2.0 on Debian systems.

Copyright: the authors of dmbootd

The package contains further programs, each under the licence below its name.
Its builder took them from the registry of npm and from the Node.js that ran the
build; their sources are there.
`;

/** The name of the npm package that a file belongs to. */
export const packageOf = (file: string): string =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)![1]!;

/**
 * The text of `copyright`: the licences of all that the package contains.
 *
 * @param names npm packages.
 */
export function licences(root: string, names: Iterable<string>): string {
  const packages = [...new Set(names)].sort().map((name) => ofPackage(root, name));
  return [HEAD, ofNode(), ...packages].join(`\n${'-'.repeat(72)}\n\n`);
}

function ofPackage(root: string, name: string): string {
  const folder = join(root, 'node_modules', name);
  const { version, license, author }: { version: string; license: unknown; author?: unknown } =
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file
    ? readFileSync(join(folder, file), 'utf8')
    : `Copyright: ${nameOf(author) ?? `the authors of ${name}`}\nLicence: ${nameOf(license)}\n`;
  return `${name} ${version}\n\n${text}`;
}

/** What a manifest has as a word, or as an object around it. */
const nameOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null
    ? Object.values(value).filter((part) => typeof part === 'string')[0]
    : (value as string | undefined);

function ofNode(): string {
  const prefix = resolve(process.execPath, '../..');
  const file = OF_NODE.map((path) => join(prefix, path)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`there is no licence of Node.js below ${prefix}`);
  return `Node.js ${process.versions.node}\n\n${readFileSync(file, 'utf8')}`;
}
