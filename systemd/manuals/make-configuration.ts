/** `npm run configuration`: writes `docs/configuration.md` anew. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configurationPage } from './configuration.js';

const root = resolve(import.meta.dirname, '../../..');
writeFileSync(resolve(root, 'docs/configuration.md'), configurationPage());
