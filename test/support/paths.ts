import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function find(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : find(dirname(from));
}

/** The checkout, wherever the compiled tests stand in it. */
export const ROOT = find(dirname(fileURLToPath(import.meta.url)));
