import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/paths.js';
import { DOCUMENTS } from './openapi.js';

const FOLDER = join(ROOT, 'docs/openapi');

mkdirSync(FOLDER, { recursive: true });
for (const [file, document] of Object.entries(DOCUMENTS)) {
  writeFileSync(join(FOLDER, file), `${JSON.stringify(document, null, 2)}\n`);
}
