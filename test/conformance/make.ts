/** Writes the page on conformance: `npm run conformance`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';
import { conformancePage } from './page.js';

const file = join(ROOT, 'docs/conformance.md');
writeFileSync(file, conformancePage());
console.log(file);
