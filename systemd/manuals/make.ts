/** `npm run manuals`: manual pages and completions, into `dist/man` and `dist/completions`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { epochOf } from './date.js';
import { completions, pages } from './manuals.js';

const root = resolve(import.meta.dirname, '../../..');

function put(folder: string, files: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

put(join(root, 'dist/man'), pages(root, epochOf(root)));
put(join(root, 'dist/completions'), completions());
