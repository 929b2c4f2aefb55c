/** Writes the DDF of the tree: `npm run ddf`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../support/paths.js';
import { ddfDocument } from './document.js';

const file = join(ROOT, 'docs/ddf/tree.ddf');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, ddfDocument());
console.log(file);
