import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';
import { SCHEMAS } from './schemas.js';

const FOLDER = join(ROOT, 'docs/schemas');

mkdirSync(FOLDER, { recursive: true });
for (const [file, schema] of Object.entries(SCHEMAS)) {
  writeFileSync(join(FOLDER, file), `${JSON.stringify(schema, null, 2)}\n`);
}
