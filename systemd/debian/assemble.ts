import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.js';
import { packagesFor, strip } from './elf.js';
import { packageOf } from './licences.js';
import { copyModules } from './modules.js';

export interface Assembled {
  /** The npm packages that are in it. */
  readonly names: readonly string[];
  /** The packages of Debian with the shared libraries that it needs. */
  readonly libraries: readonly string[];
}

/** Puts all that runs into a folder: the Node.js that runs this as `node`, the programs, and their modules. */
export async function assemble(root: string, folder: string): Promise<Assembled> {
  const node = join(folder, 'node');
  copyFileSync(process.execPath, node);
  const modules = copyModules(root, folder);
  const bundled = await bundle(root, folder);
  const native = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.node'))
    .map((file) => join(folder, file));
  strip([node, ...native]);
  return {
    names: [...bundled.map(packageOf), ...modules],
    libraries: packagesFor([node, ...native]),
  };
}
